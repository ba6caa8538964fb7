"""Makes book/_static/player.gif, the moving picture of the README.

Needs a built book and a Chromium of the system; run it when the player
on the cover looks different.
"""

import io
from collections import Counter

from PIL import Image
from playwright.sync_api import sync_playwright

from tools.places import BOOK, SITE
from tools.print import chromium

COVER = SITE / "book/index.html"
PICTURE = BOOK / "_static/player.gif"
PLAYER = "document.querySelector('.toygrad-stage').stage"
BEAT = 50  # milliseconds of a picture in which numbers run
REST = 1800  # milliseconds to read a step
COLOURS = 40


def main():
    pictures, lasts = zip(*seen())
    palette = palette_of(pictures)
    frames = [
        one.quantize(palette=palette, dither=Image.Dither.NONE) for one in pictures
    ]
    frames[0].save(
        PICTURE, save_all=True, append_images=frames[1:], duration=lasts, loop=0
    )


def palette_of(pictures):
    """An image whose palette has the most frequent colours of all, as they are."""
    counts = Counter()
    for picture in pictures:
        counts.update(
            {rgb: n for n, rgb in picture.getcolors(picture.width * picture.height)}
        )
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for rgb, _ in counts.most_common(COLOURS) for part in rgb])
    return palette


def seen():
    """(picture, milliseconds) of the player on the cover, from its first step to its last."""
    with sync_playwright() as playwright:
        browser = chromium.start(playwright)
        page = browser.new_page(
            viewport={"width": 640, "height": 900}, device_scale_factor=2
        )
        page.clock.install(time=0)
        page.goto(COVER.as_uri())
        page.clock.pause_at(60_000)  # from here on it moves when we say so
        page.evaluate(f"{PLAYER}.clock.go(1)")
        player = page.locator(".tg")
        player.scroll_into_view_if_needed()
        yield shot(player), REST
        for step in range(2, page.evaluate(f"{PLAYER}.clock.count") + 1):
            page.evaluate(f"{PLAYER}.clock.next()")
            for _ in range(page.evaluate(f"{PLAYER}.clock.moving({step})") // BEAT):
                page.clock.run_for(BEAT)
                yield shot(player), BEAT
            page.clock.run_for(BEAT)
            yield shot(player), REST
        browser.close()


def shot(player):
    seen = player.screenshot(animations="disabled")  # what only fades has faded
    return Image.open(io.BytesIO(seen)).convert("RGB")


if __name__ == "__main__":
    main()

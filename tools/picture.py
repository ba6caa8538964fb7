"""Makes book/_static/player.gif, the moving picture of the README.

Needs a built book and a Chromium of the system; run it when the player
on the cover looks different.
"""

import io
from pathlib import Path

import chromium
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
COVER = ROOT / "_build" / "html" / "book" / "index.html"
PICTURE = ROOT / "book" / "_static" / "player.gif"
MOMENTS = (0.2, 0.4, 0.6, 0.8)  # seconds into a step at which numbers run
REST = 1800  # milliseconds to read a step


def main():
    shots = list(screenshots())
    frames = [
        Image.open(io.BytesIO(shot)).quantize(32, dither=Image.Dither.NONE)
        for shot, _ in shots
    ]
    frames[0].save(
        PICTURE,
        save_all=True,
        append_images=frames[1:],
        duration=[milliseconds for _, milliseconds in shots],
        loop=0,
    )


def screenshots():
    """(picture, milliseconds) of the player on the cover, step by step."""
    with sync_playwright() as playwright:
        browser = chromium.start(playwright)
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.goto(COVER.as_uri())
        player = page.locator(".toygrad-player")
        field = player.locator("input[type=number]")
        for step in range(1, int(field.get_attribute("max")) + 1):
            field.fill(str(step))
            field.press("Enter")
            field.blur()
            page.wait_for_timeout(100)
            if page.evaluate("document.getAnimations().length"):
                for moment in MOMENTS:
                    page.evaluate(HOLD, 1000 * moment)
                    yield player.screenshot(), 200
            page.evaluate("document.getAnimations().forEach((a) => a.finish())")
            yield player.screenshot(), REST
        browser.close()


HOLD = """moment => {
    for (const animation of document.getAnimations()) {
        animation.pause();
        animation.currentTime = moment;
    }
}"""


if __name__ == "__main__":
    main()

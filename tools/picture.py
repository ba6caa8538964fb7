"""Makes book/_static/player.gif, the moving picture of the README.

Needs a built book and a Chromium of the system; run it when the player
on the cover looks different.
"""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
COVER = ROOT / "_build" / "html" / "book" / "index.html"
PICTURE = ROOT / "book" / "_static" / "player.gif"
SECONDS_PER_STEP = 2.2


def main():
    frames = [
        Image.open(io.BytesIO(shot)).quantize(64, dither=Image.Dither.NONE)
        for shot in screenshots()
    ]
    frames[0].save(
        PICTURE,
        save_all=True,
        append_images=frames[1:],
        duration=1000 * SECONDS_PER_STEP,
        loop=0,
    )


def screenshots():
    """One picture of the player on the cover for each of its steps."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.goto(COVER.as_uri())
        player = page.locator(".toygrad-player")
        field = player.locator("input[type=number]")
        for step in range(1, int(field.get_attribute("max")) + 1):
            field.fill(str(step))
            field.press("Enter")
            field.blur()
            page.wait_for_timeout(200)
            yield player.screenshot()
        browser.close()


if __name__ == "__main__":
    main()

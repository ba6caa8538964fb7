"""The colours: those of the style sheet are those of the theme, and text can be read on them."""

import re

import pytest

from toygrad.viz import theme


def test_the_colours_of_the_style_sheet_are_those_of_the_theme(root):
    sheet = (root / "book/_static/toygrad.css").read_text()
    light, dark = re.findall(r"^:root\S* \{\n((?:  [\w-]+: [^;]+;\n)*?  --data: #.*?)\}", sheet, re.M | re.S)[:2]  # fmt: skip

    assert named(light) == {name: getattr(theme, name) for name in theme.DARK}
    assert named(dark) == theme.DARK
    assert sheet.count("#") - len(re.findall(r"#[a-z]", sheet)) == 22


def named(rules):
    """{name in theme.py: colour} of the variables in a rule."""
    found = re.findall(r"--([\w-]+): (#\w{6});", rules)
    return {name.upper().replace("-", "_"): colour for name, colour in found}


def contrast(one, other):
    def luminance(colour):
        channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in channels
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_on_every_ground():
    for colours in (vars(theme), theme.DARK):
        for ground in ("PAPER", "QUIET", "FORWARD_TINT", "BACKWARD_TINT"):
            for text in ("DATA", "GRADIENT", "INK"):
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
            assert contrast(colours["LINE"], colours[ground]) >= 3
        assert contrast(colours["LINE"], colours["PAPER"]) >= 4.5
    for hues, paper in ((theme.HUES, theme.PAPER), (theme.DARK_HUES, theme.DARK["PAPER"])):  # fmt: skip
        assert min(contrast(hue, paper) for hue in hues) >= 4.5
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)

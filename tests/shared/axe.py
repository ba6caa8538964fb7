"""axe-core, which says what keeps a reader from a page."""

from pathlib import Path

AXE = (Path(__file__).resolve().parents[1] / "vendor/axe-core/axe.min.js").read_text()
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}  # fmt: skip
# What costs time is one text beside another of the same look: same classes, colours and
# grounds, its own and those of all that is around it.  In a listing three words of each
# look stay words of their own, the rest becomes plain text, which is looked at with its
# line; contrast is asked of three texts of each look.  Of a drawing axe sees its name and
# what can be pressed: it never judges a text in it (test_pages.py says when that changes),
# and the contrast of what is drawn follows from the theme, where test_house.py looks at it.
LOOKS = """
    const looks = new WeakMap(), met = {};
    const another = look => (met[look] = (met[look] ?? 0) + 1) > 3;
    function look(one) {
        if (!one) return "";
        if (!looks.has(one)) {
            const css = getComputedStyle(one);
            looks.set(one, [look(one.parentElement), one.tagName, one.className, css.color, css.backgroundColor,
                css.backgroundImage, css.opacity, css.filter, css.position, css.fontSize, css.fontWeight,
                css.textShadow, css.visibility, css.display].join("|"));
        }
        return looks.get(one);
    }"""
FEW_WORDS_OF_EACH_LOOK = f"""() => {{ {LOOKS}
    const same = [];
    for (const word of document.querySelectorAll(".highlight pre span")) {{
        const plain = !word.children.length && word.getAttributeNames().join() === "class";
        if (another(look(word)) && plain) same.push(word);
    }}
    for (const word of same) word.replaceWith(word.textContent);
    document.querySelectorAll(".highlight pre").forEach(listing => listing.normalize());
}}"""
ASK_FEW_OF_EACH_LOOK = f"""() => {{ {LOOKS}
    for (const one of document.body.querySelectorAll("*")) {{
        one.removeAttribute("data-asked");
        const words = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!words && !one.value || one.closest("svg")) continue;
        if (!another(look(one))) one.setAttribute("data-asked", "");
    }}
    axe.configure({{ rules: [{{ id: "color-contrast", selector: "[data-asked]" }}] }});
}}"""
WITHOUT_DRAWINGS = """async ([part, rules]) => {
    const met = "title, desc, a, [role], [tabindex], [aria-label], [aria-labelledby]", taken = [];
    for (const drawing of document.querySelectorAll("svg")) {
        for (const one of [...drawing.children]) {
            if (one.matches(met) || one.querySelector(met)) continue;
            const place = document.createComment("drawn");
            one.replaceWith(place);
            taken.push([place, one]);
        }
    }
    const options = { runOnly: rules, resultTypes: ["violations"], preload: false };
    const { violations } = await axe.run(part === "document" ? document : part, options);
    for (const [place, one] of taken) place.replaceWith(one);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html.slice(0, 160)]));
}"""


def violations(page, rules=ALL_RULES, part="document"):
    """What axe-core has to say against the page, as (rule, element)."""
    page.evaluate(ASK_FEW_OF_EACH_LOOK)
    return [tuple(one) for one in page.evaluate(WITHOUT_DRAWINGS, [part, rules])]

"""What the stage is given: a pass as plain data, its HTML, its widget."""

import gzip
import json
from html.parser import HTMLParser

import pytest

from tests.shared.recorded import backward_pass
from toygrad import Value
from toygrad.viz import draw_graph, show_backward, show_forward, show_nudge
from toygrad.viz.graph.picture import write_graph
from toygrad.viz.still import state_at
from toygrad.viz.words import number


def states(picture):
    return [state_at(picture, k) for k in range(len(picture["frames"]))]


def test_the_differences_add_up_to_the_recorded_frames(grown):
    """On random graphs: every note, slot, edge and box of every frame."""
    for seed in range(300):
        recorded = backward_pass(grown(seed))
        picture = write_graph(recorded)
        for frame, state in zip(recorded.frames, states(picture), strict=True):
            assert [tuple(note) for note in state["notes"]] == [
                (note.kind, note.text) for note in frame.notes
            ]
            assert [tuple(shares) for shares in state["slots"]] == list(frame.slots)
            assert (state["phase"], state["stage"]) == (frame.phase, frame.stage)
            assert tuple(state["edges"]) == frame.edges
            assert frame.active in state["receives"] | state["sends"]


def test_the_last_frame_is_what_backward_finds_to_the_last_bit(grown):
    for seed in range(300):
        result = grown(seed)
        recorded = backward_pass(result)
        picture = write_graph(recorded)
        result.backward()

        assert recorded.grads == tuple(value.grad for value in recorded.values)
        said = [text for _, text in states(picture)[-1]["notes"]]
        assert said == [f"grad {number(value.grad)}" for value in recorded.values]


def test_a_frame_that_forgets_a_change_is_noticed(square_and_self):
    """The planted fault of the two tests above."""
    recorded = backward_pass(square_and_self)
    picture = write_graph(recorded)
    del picture["frames"][-2]["notes"]
    said = [tuple(note) for note in states(picture)[-1]["notes"]]

    assert said != [(note.kind, note.text) for note in recorded.frames[-1].notes]


def test_each_step_has_its_words_and_its_place(product_reused):
    data = show_backward(product_reused).data

    assert data["toygrad"] == 1
    assert data["clock"] == {"word": "Step", "start": 1, "turn": 5}
    head, caption, formula = data["frames"][9]
    assert head == "backward, share 5 of 6"
    assert caption.startswith("At p: 2. Times −3.")
    assert formula[0] == ("", "L", "a") and formula[-1] == ("share", "−6")


def test_where_shares_meet_the_frame_says_how_they_add(product_reused):
    frames = show_backward(product_reused).data["pictures"][0]["frames"]

    assert frames[9]["sums"] == {"0": "4 + (−6)"}
    assert frames[9]["moves"] == [["2", "2 × (−3)", "−6"]]
    assert "sums" not in frames[6]


def test_what_a_nudge_of_a_box_does_is_told_by_its_gradient(product_reused):
    picture = show_backward(product_reused).data["pictures"][0]
    tips = {box["title"]: box.get("tip", "") for box in picture["boxes"]}

    assert tips["a"] == "Raise a by 0.01 alone: L falls by about 0.02."
    assert tips["b"] == "Raise b by 0.01 alone: L rises by about 0.04."
    assert tips["L = s·a"] == ""


def test_everything_has_its_place_and_nothing_overlaps(grown):
    """In both layouts: boxes apart from each other, numbers apart from boxes."""
    for seed in range(60):
        picture = write_graph(backward_pass(grown(seed)))
        for plan in picture["plans"].values():
            assert crowded(picture, plan) == []


def test_boxes_that_overlap_are_noticed(square_and_self):
    """The planted fault of the test above."""
    picture = write_graph(backward_pass(square_and_self))
    plan = picture["plans"]["LR"]
    plan["boxes"][0] = plan["boxes"][1]

    assert crowded(picture, plan) == [("x", "s = x·x")]


def crowded(picture, plan):
    """Pairs of boxes, and of boxes and numbers, that share more than their border."""
    boxes = [
        (box["title"], *place, *box["size"])
        for box, place in zip(picture["boxes"], plan["boxes"])
    ]
    texts = [
        (" ".join(edge["lines"]), *place, *edge["size"])
        for edge, place in zip(picture["edges"], plan["labels"])
        if place
    ]
    return [
        (one[0], other[0])
        for k, one in enumerate(boxes)
        for other in [*boxes[k + 1 :], *texts]
        if abs(one[1] - other[1]) < (one[3] + other[3]) / 2 - 4
        and abs(one[2] - other[2]) < (one[4] + other[4]) / 2 - 4
    ]


# Its HTML.


class Parts(HTMLParser):
    """What a browser would make of a piece of HTML: tags, attributes, text."""

    def __init__(self, text):
        super().__init__()
        self.names, self.attributes, self.texts, self.data = [], {}, [], ""
        self.feed(text)

    def handle_starttag(self, name, attributes):
        self.names.append(name)
        self.attributes.update(attributes)

    def handle_data(self, text):
        if self.names[-1] == "script" and not self.data:
            self.data = text
        else:
            self.texts.append(text)


PLAIN = {
    "div", "figure", "svg", "g", "path", "text", "rect", "details", "summary", "ol",
    "li", "pre", "script",
}  # fmt: skip


def test_without_a_script_there_is_a_picture_and_the_steps_as_text(product_reused):
    player = show_backward(product_reused, step=10)
    parts = Parts(player._repr_html_())

    assert "grad −2" in parts.texts and "so far 4" not in parts.texts
    assert parts.names.count("li") == len(player.recorded.frames) == 12
    assert player.recorded.captions[9] in parts.texts
    assert parts.attributes["aria-label"] == player.recorded.words


def test_the_data_in_the_page_are_the_data(product_reused):
    player = show_backward(product_reused)

    assert json.loads(Parts(player._repr_html_()).data) == json.loads(
        json.dumps(player.data)
    )


def test_hostile_labels_are_text_everywhere(hostile_labels):
    for a, b, c in hostile_labels(60, at_once=3):
        result = Value(2.0, a) * Value(3.0, b)
        result.label = c
        for stage in (show_backward(result), draw_graph(result)):
            html = stage._repr_html_()
            parts = Parts(html)
            assert set(parts.names) <= PLAIN and parts.names.count("script") == 1
            assert not any(name.startswith("on") for name in parts.attributes)
            assert html.count("<script") == html.count("</script") == 1
            names = [
                box["title"].split(" = ")[0]
                for box in json.loads(parts.data)["pictures"][0]["boxes"]
            ]
            assert all(name in "".join(parts.texts) for name in names)


def test_an_unescaped_label_is_noticed():
    """The planted fault of the test above."""
    assert not set(Parts("<p>Share 2 goes to <img src=x></p>").names) <= PLAIN


def test_the_same_html_on_every_run(under_hash_seeds):
    program = (
        "from toygrad import Value; from toygrad.viz import show_backward; "
        "a = Value(1.0, 'a'); b = a + a; print(show_backward((a * b).tanh() / b)._repr_html_())"
    )

    assert len(under_hash_seeds(program, 3)) == 1


def test_as_text_a_player_is_the_list_of_its_captions(square_and_self):
    bundle = show_backward(square_and_self)._repr_mimebundle_()

    assert bundle["text/plain"].splitlines()[0] == " 1. x = 3. No gradient yet."
    assert len(bundle["text/plain"].splitlines()) == 9
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].startswith('<div class="toygrad-stage">')


def test_a_saved_player_is_one_file_that_asks_for_nothing(square_and_self, tmp_path):
    show_backward(square_and_self).save(tmp_path / "pass.html")
    page = (tmp_path / "pass.html").read_text("utf-8")

    assert page.startswith("<!doctype html>") and "Animation in 9 steps" in page
    for asks in ("src=", "href=", "url(", "@import", "http://", "https://"):
        rest = page.replace("http://www.w3.org/", "")
        assert asks not in rest, asks


# Its weight.


def forty_values():
    """A 2-3-1 network, every product and sum a value of its own."""
    x, y = Value(1.0, "x"), Value(-2.0, "y")
    hidden = [(Value(0.1 * k) * x + Value(0.3) * y + 0.5).tanh() for k in range(3)]
    output = sum((Value(0.7) * h for h in hidden), Value(0.2, "b"))
    return (output - 1.0) ** 2


def test_a_player_stays_within_its_budget():
    player = show_backward(forty_values())
    written = json.dumps(player.data, ensure_ascii=False, separators=(",", ":"))

    assert len(player.recorded.boxes) == 39 and len(player.recorded.frames) > 60
    assert len(gzip.compress(written.encode())) < 8_000


# The code beside it.


def own_backward(self):
    """A walk of a reader's own.

    Its docstring is not shown.
    """
    order = []
    self.grad = 1.0
    for value in order:
        for parent, local in zip(value.parents, value.local_grads):
            parent.grad += local * value.grad


@pytest.mark.parametrize("function", [Value.backward, own_backward])
def test_beside_the_player_the_line_at_work_is_lit(function, square_and_self):
    player = show_backward(square_and_self, code=function)
    code = player.data["pictures"][1]
    text = "\n".join(code["lines"])

    assert code["lines"][0].startswith("def ")
    assert "docstring" not in text and "Leaves add" not in text
    for place, recorded in zip(code["lit"], player.recorded.frames, strict=True):
        line = None if place is None else code["lines"][place]
        if recorded.phase == "forward" or recorded.counter == "check":
            assert line is None
        elif recorded.counter == "":
            assert line.strip() in ("self.grad += 1.0", "self.grad = 1.0")
        else:
            assert "parent.grad += " in line


def test_without_code_there_is_the_graph_alone(square_and_self):
    assert [p["kind"] for p in show_backward(square_and_self).data["pictures"]] == [
        "graph"
    ]


@pytest.mark.parametrize(
    "code, error",
    [(3, TypeError), (len, TypeError), (Value, ValueError), (states, ValueError)],
)
def test_code_without_the_two_lines_is_refused(code, error, square_and_self):
    with pytest.raises(error, match="write "):
        show_backward(square_and_self, code=code)


def test_a_player_opens_at_the_step_asked_for(square_and_self):
    player = show_backward(square_and_self, step=7)

    assert player.step == player.data["clock"]["start"] == 7
    for wrong in (0, 10, "7", None):
        with pytest.raises(ValueError, match="has steps 1 to 9, got step="):
            show_backward(square_and_self, step=wrong)


def test_a_step_from_outside_is_shown_as_near_as_there_is(square_and_self):
    player = show_backward(square_and_self)
    player.step = 100
    assert "grad 7" in player.still()
    player.step = 0
    assert "grad 7" not in player.still()
    with pytest.raises(Exception, match="speed"):
        player.speed = 0.0


def test_a_pass_that_only_goes_forward_has_no_turn(product_reused):
    a = product_reused.parents[1]

    assert show_forward(product_reused).data["clock"]["turn"] is None
    assert show_nudge(product_reused, a).data["clock"]["turn"] is None

"""The moving picture of the README: its colours are those of the player."""

from PIL import Image

from tools.print import picture


def test_the_most_frequent_colours_stay_as_they_are():
    one, other = (Image.new("RGB", (9, 9), hue) for hue in ("#0072b2", "#ffffff"))
    other.putpixel((0, 0), (213, 94, 0))
    palette = picture.palette_of([one, other, other])
    seen = other.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")

    assert seen.tobytes() == other.tobytes()


def test_the_stored_picture_moves_for_ever_and_rests_at_each_step():
    with Image.open(picture.PICTURE) as stored:
        assert stored.is_animated and stored.info["loop"] == 0
        lasts = []
        for k in range(stored.n_frames):
            stored.seek(k)
            lasts.append(stored.info["duration"])
    assert lasts[0] == lasts[-1] == picture.REST

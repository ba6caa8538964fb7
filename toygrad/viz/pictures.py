"""The written form of everything that moves: plain data, and nothing else.

With this file you can

* put pictures on one clock: ``write(pictures, frames, words="...")``.

The front end (front/) draws this, and still.py makes the picture that
stands where no script runs.  The whole form, as JSON, version 1:

    toygrad    1, the version
    words      what is shown, in a sentence or two, for those who do not see it
    note       a line above the pictures                                 (optional)
    clock      {word, start, turn, names, pace}: what a frame is called, the
               frame it opens at, from 1, the first frame of the backward half
               or null; in a film also the name of each frame, and the
               milliseconds from one to the next.  The clock is null for a
               picture that stands still
    sliders    in place of a clock: [{name, texts, start, exact}]; the frames are
               all combinations, the last slider turns fastest.  `exact` is the
               very number at the start: of such a slider any number can be
               asked for, where Python listens                           (optional)
    columns    how many pictures may stand side by side                  (optional)
    frames     [[head, caption, formula]]; a formula is a list of parts,
               [role, text] or [role, top, bottom] for a derivative, with
               the role "", "arriving", "local" or "share"; or, with the role
               "path0" and on, [role, product, the path in words]
    text       [title, text]: what stands below, to be opened, where there is no
               clock; with one it is the list of all captions            (optional)
    pictures   a list, each with its "kind":

    graph      title, words, boxes, edges, plans, frames, insides, says, lit, through
      boxes    [{title, data, parameter, weights, uses, slot, size, tip}]; `slot` is
               the width of each of its slots
      edges    [{tail, head, lines, size, share}]; with a share, from 0 to 1, an edge
               is as wide as it is large, once that has gone             (optional)
      plans    {LR, TB}: see layout.plan; with `texts`, [[x, y, words]], beside it
               where boxes stand in rows
      frames   differences: a box or an edge that is not named stays as it was
               {phase, stage, active, edges, moves, sums, notes, slots, titles, data, lines}
      says     captions of this picture alone                            (optional)
      insides  {place of a folded box: [lead, rows]}, and the names of the columns
               where they are not those of a neuron                     (optional)
      lit      the boxes that are lit in every frame                     (optional)
      through  for each frame {at, before, after, paths}: a box, the edges on the
               paths that lead to it and from it, and of each path from it the
               edges; a click on such a box shows its frame               (optional)
    code       lines, lit: the number of the line at work in each frame, or null
    text       title, text: words of their own
    plot       title, words, size, left, labels, ticks, marks, even; the area
               between the axes is about `size` pixels, and `left` stand beside
               it; `even` keeps its form, whatever its width         (optional)
      ticks    for each axis [[place, text]]; a place is in ten-thousandths
      marks    [{shape, ink, size, x, y}]: a "line" (dashed), "dots" (faint),
               "squares", the point "here", a "word"; x and y are places, or
               for each frame a list of them, null breaks a line.
               A word has a `text`, or one for each frame; it stands on the outer
               side of its point, or as `side` says, "inner" or "middle"
               A "rug" stands on the first axis, at its xs; its `text` says what
               it is, `within` from where to where it is drawn, and `ends` for
               each frame how many are beyond
               A "plane" has heights (for each frame, row by row from below),
               and across: how many stand in a row
               "cells" have them, too: tenths of a power of ten, -1000 for 0 and
               null for no cell; `off` says how many per cent of each are black
      turns    [[place across], [place beside]]: the positions of two sliders,
               which a click on the plot turns                          (optional)
    bends      words, xs, ys, hinges, c, plots: a curve and the hinges whose sum
               it is, which the reader moves; it stands still by itself
      xs, ys   the lowest and the highest number along x, and along both ys
      hinges   [[w, b, v]], of v·relu(w·x + b); `c` is added to all of them
      plots    the axes of the sum, with what lies behind it, and of its
               hinges: two pictures of kind "plot", in which 1 is as high
    tables     words, size, cell, tables, cells, edges: values that gather into tables
      tables   [{title, at}]: its left, top, width and height when it is whole
      cells    [{table, name, data, notes, alone, home, moves, beside, says}]: a value,
               the middle of its cell before and after it has moved, and the frame
               in which it does; `notes` are [[frame, gradient so far]]; `beside`
               is where its name stands, else above
      edges    [{tail, head, step, local}]; `step` is the frame in which it sends
    bars       title, words, parts, strips
      parts    [[name, how many bars]]
      strips   [{word, ink, heights, sizes}]: for each frame the heights, from
               -100 to 100, and the text beside them
    digits     names, rows: for each frame and each name [[style, digits]], with
               the style "cancelled", "kept", "right" or "wrong"
    pad        words, layers, examples: a sheet to draw on, and the network that reads it
      layers   [{w, b, activation}]: rows of weights, biases, and "none", "relu",
               "tanh" or "sigmoid"; the first takes 64 numbers from 0 to 1
      examples [[label, points]]: for each of 8 × 8 cells, row by row, its points
               of ink from 0 to 16

Texts are any texts; the front end writes them as text, never as markup.
Positions may slide from frame to frame; no number that is read is computed
again, but for those of bends and of a pad.
"""

__all__ = ["VERSION", "WHOLE", "write"]

VERSION = 1
WHOLE = 10_000  # a place at the right or lower end of the area of a plot


def write(pictures, frames, words, clock=None, **more):
    """Pictures on one clock as the whole of what the front end needs."""
    data = {"toygrad": VERSION, "words": words, "clock": clock, "frames": frames}
    more = {name: part for name, part in more.items() if part}
    return data | {"pictures": pictures} | more

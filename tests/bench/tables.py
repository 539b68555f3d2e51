# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: The Likeness authors
"""The tables of explanations.py, in Markdown, and where they go."""
import textwrap

BUSY = .1  # processors kept busy by other work, beyond which a time is marked
LIME = ("onednn distinct", "onednn dense", "openblas distinct", "openblas dense",
        "pytorch eager", "pytorch best")
TITLES = {"pytorch eager": "PyTorch", "pytorch best": "PyTorch at its best"}


def is_busy(run):
    return run["others"] > BUSY


def middle(cell, what="seconds"):
    values = sorted(r[what] for r in cell["runs"])
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2 if values else None


def number(x):
    return "" if x is None else f"{x:.0f}" if x >= 100 else f"{x:.1f}" if x >= 10 else f"{x:.2f}"


def times(theirs, ours):
    return number(theirs / ours) if ours and theirs else ""


def is_scaled(cell):
    return any(r.get("samples", 0) < r.get("whole", 0) for r in cell["runs"])


def marks(cell):
    return ("~" if is_scaled(cell) else "") + ("*" if any(map(is_busy, cell["runs"])) else "")


def span(cell):
    """Median, least and most."""
    found = [r["seconds"] for r in cell["runs"]]
    if not found:
        return ""
    text = marks(cell) + number(middle(cell))
    return text + f" ({number(min(found))}-{number(max(found))})" if len(found) > 1 else text


def table(heads, rows):
    rows = [r for r in rows if any(r[1:])]
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, r)) + " |" for r in lines) + "\n" if rows else ""


class Page:
    def __init__(self, cells, kept, a):
        self.cells, self.kept, self.a = cells, kept, a

    def ours(self, name, task):
        """The default path of the faster backend."""
        c = self.cells[name]
        found = c[f"{task} onednn distinct"]
        return found if found["runs"] else c[f"{task} onednn dense"]

    def ratio(self, name, task, peer):
        return times(middle(self.cells[name][f"{task} pytorch {peer}"]),
                     middle(self.ours(name, task)))

    def lime(self):
        rows = [[n, *(span(c["lime " + k]) for k in LIME),
                 *(self.ratio(n, "lime", p) for p in ("eager", "best"))]
                for n, c in self.cells.items()]
        heads = [TITLES.get(k, k) for k in LIME]
        return table(["LIME, s", *heads, "times", "times its best"], rows)

    def memory(self):
        rows = [[n, *(number(middle(c["lime " + k], "peak_mb")) for k in LIME)]
                for n, c in self.cells.items()]
        return table(["Memory at its highest, MB", *(TITLES.get(k, k) for k in LIME)], rows)

    def start(self):
        rows = [[n, *(number(middle(c["lime " + k], "start")) for k in LIME)]
                for n, c in self.cells.items()]
        return table(["Start, left out above, s", *(TITLES.get(k, k) for k in LIME)], rows)

    def equality(self):
        rows = []
        for n, c in self.cells.items():
            row = [n]
            for k in ("lime onednn", "lime openblas", "occlusion onednn"):
                e = c[k + " equality"].get("paths")
                row += [f"{e['difference']:.1e}", f"{e['ranks']:.4f}"] if e else ["", ""]
            e = c["lime onednn equality"]
            row += [f"{e['paths']['spread']:.2f}" if "paths" in e else "",
                    f"{e['pytorch']['difference']:.1e}" if "pytorch" in e else ""]
            rows.append(row)
        return table(["distinct against dense", "onednn: scores", "ranks", "openblas: scores",
                      "ranks", "occlusion: scores", "ranks", "deviation of scores",
                      "PyTorch: scores"], rows)

    def occlusion(self):
        keys = ("onednn distinct", "onednn dense", "pytorch eager")
        rows = [[n, *(span(c["occlusion " + k]) for k in keys),
                 self.ratio(n, "occlusion", "eager")] for n, c in self.cells.items()]
        return table(["Occlusion 16/8, s", *keys[:2], "PyTorch, Captum's loop", "times"], rows)

    def choices(self):
        """What the pilots chose: by column, `network batch layout`."""
        found = []
        for column in ("lime pytorch eager", "lime pytorch best", "occlusion pytorch eager"):
            chosen = [f"{n} {c[column]['choice'].replace('contiguous_format', '')}".strip()
                      .replace("channels_last", "channels last")
                      for n, c in self.cells.items() if c[column].get("choice")]
            if chosen:
                found.append(f"{column.replace('pytorch', 'in PyTorch,')}: {', '.join(chosen)}.")
        return "Batches that the pilots chose. " + " ".join(found) if found else ""

    def notes(self):
        versions = ", ".join(f"{k} {v}" for k, v in self.kept.get("versions", {}).items())
        every = [c for row in self.cells.values() for c in row.values() if c.get("runs")]
        runs = max((len(c["runs"]) for c in every), default=0)
        notes = [f"{self.kept['machine']}; {self.a.threads} threads; {self.a.samples} samples; "
                 f"{versions}. Medians of {runs} runs, in brackets the least and the most."]
        if "page_fault" in self.kept:
            fault = 1e6 * self.kept["page_fault"]
            notes.append(f"A page fault takes {fault:.1f} microseconds here.")
        if any(map(is_scaled, every)):
            notes.append("~: scored fewer samples, scaled to all of them.")
        busy = [r["others"] for c in every for r in c["runs"] if is_busy(r)]
        if busy:
            notes.append(f"*: the machine was not idle: other work kept up to {max(busy):.1f} "
                         "processors busy meanwhile.")
        return " ".join(notes)

    def details(self):
        parts = [textwrap.fill(self.notes(), 120), self.lime(), self.occlusion(), self.memory(),
                 self.start(), self.equality(), textwrap.fill(self.choices(), 120)]
        return "\n\n".join(p.strip() for p in parts if p) + "\n"

    def summary(self):
        rows = []
        for n, c in self.cells.items():
            found = self.ours(n, "lime"), c["lime pytorch eager"], c["lime pytorch best"]
            ours, eager, best = (marks(cell) + number(middle(cell)) for cell in found)
            rows.append([n, ours, eager, self.ratio(n, "lime", "eager"), best,
                         self.ratio(n, "lime", "best"),
                         *(number(middle(cell, "peak_mb")) for cell in found[:2])])
        heads = ["LIME", "s", "PyTorch, s", "times", "at its best, s", "times", "MB", "PyTorch, MB"]
        return textwrap.fill(self.notes(), 120) + "\n\n" + table(heads, rows)


def replace(path, name, text):
    """Put text between `<!-- NAME -->` and `<!-- end of NAME -->`."""
    with open(path) as f:
        page = f.read()
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise SystemExit(f"explanations: {path} has no lines `{begin.strip()}` and `{end}`")
    before, rest = page.split(begin)
    with open(path, "w") as f:
        f.write(before + begin + text + end + rest.split(end)[1])

"""Bars as SVG, for the page of results: one colour, ours in another."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 190, 90, 30, 44
OURS, OTHERS, INK, PAPER = "#0f766e", "#94a3b8", "#0f172a", "#ffffff"


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    ours: bool = False


def draw(title: str, bars: Sequence[Bar], form: str = "{:,.0f}") -> str:
    """One row a bar, all on one scale from zero."""
    longest = max((bar.value for bar in bars), default=1) or 1
    height = TOP + ROW * len(bars) + 12
    rows = "".join(draw_row(index, bar, longest, form) for index, bar in enumerate(bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="14" role="img" aria-label="{escape(title)}">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>\n'
        f'<text x="16" y="26" font-weight="600" fill="{INK}">{escape(title)}</text>\n{rows}</svg>\n'
    )


def draw_row(index: int, bar: Bar, longest: float, form: str) -> str:
    y = TOP + ROW * index
    width = max(1.0, (WIDTH - LEFT - RIGHT) * bar.value / longest)
    colour = OURS if bar.ours else OTHERS
    return (
        f'<text x="{LEFT - 12}" y="{y + 16}" text-anchor="end" fill="{INK}">{escape(bar.label)}</text>\n'
        f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{ROW - 8}" rx="3" fill="{colour}"/>\n'
        f'<text x="{LEFT + width + 8:.1f}" y="{y + 16}" fill="{INK}">{form.format(bar.value)}</text>\n'
    )

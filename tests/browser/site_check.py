"""Every decision vector in the static site's VM, in Chromium: `python -m tests.browser.site_check`.

It also prints what the site weighs, how long the first answer takes and where the time of the vectors goes; with
--screenshots FOLDER it photographs the page, wide and narrow, in both languages.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from sim.output.progress import bar
from tests.browser import chromium, site_page
from tests.tool.judge import VECTORS

_BATCH = 25
_SCREENS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}


def _checked(browser, address):
    """The vectors' differences, printed."""
    vectors = [json.loads(line) for line in Path(VECTORS).read_text(encoding="utf-8").splitlines()]
    page = site_page.with_lists(site_page.SitePage(browser.new_context(), address))
    answers = []
    with bar() as report:
        for at in range(0, len(vectors), _BATCH):
            report("vectors", at, len(vectors))
            answers += page.judged([site_page.question(vector) for vector in vectors[at : at + _BATCH]])
    found = site_page.differences(vectors, answers)
    took_ms = sorted(told["decide_us"] / 1000 for told in answers)
    print(f"{len(vectors)} vectors, {len(found)} differences; median {took_ms[len(took_ms) // 2]:.0f} ms, "
          f"longest {took_ms[-1]:.0f} ms, in all {sum(took_ms) / 1000:.0f} s")  # fmt: skip
    for one in found[:5]:
        print(one)
    return found


def _first_answer(browser, address):
    """Milliseconds from asking for the page to its first answer."""
    begun = time.perf_counter()
    page = browser.new_context().new_page()
    page.goto(f"{address}?lang=en")
    page.wait_for_selector("[data-ready=true]")
    ready = time.perf_counter()
    page.click('[data-example="0"]')
    page.wait_for_selector('#panel[data-result="ACCEPTED"]')
    return (ready - begun) * 1000, (time.perf_counter() - begun) * 1000


def _photographed(browser, address, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("en", "zh"):
        for screen, size in _SCREENS.items():
            for at, name in enumerate(("accepted", "expired")):
                context = browser.new_context(viewport=size, device_scale_factor=1 + (screen == "narrow"))
                page = site_page.SitePage(context, address, language)
                page.page.click(f'[data-example="{at}"]')
                page.answer()
                page.page.screenshot(path=folder / f"{screen}-{language}-{name}.png", full_page=True)
                context.close()


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.browser.site_check", description=__doc__)
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER", help="photograph the page, too")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    if chromium.path() is None:
        print(chromium.MISSING, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        weights = site_page.built(Path(scratch) / "site")
        print(f"{sum(weights.values()):,} bytes with gzip, {len(weights)} files")
        with site_page.served(Path(scratch) / "site") as (address, _), chromium.launched(playwright) as browser:
            ready_ms, answered_ms = _first_answer(browser, address)
            print(f"ready after {ready_ms:.0f} ms, first answer after {answered_ms:.0f} ms")
            if options.screenshots:
                _photographed(browser, address, options.screenshots)
            return 1 if _checked(browser, address) else 0


if __name__ == "__main__":
    sys.exit(main())

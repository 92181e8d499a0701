"""Make the pictures of the review page, in a Chromium, from this repository's sample articles.

    .venv/bin/python docs/images/review_page.py

LANGBRIDGE_CHROMIUM names the browser where it is not found by itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
ARTICLE = "2026-02-agent-costs.md"
PROGRAM = (sys.executable, "-c", "from langbridge.cli.main import run; run()")


def show_article(page: Page) -> None:
    """The sample, at the place where 项目 is no project."""
    page.get_by_role("link", name=ARTICLE).first.click()
    page.wait_for_load_state("networkidle")
    for _ in range(4):
        page.keyboard.press("a")
        page.wait_for_load_state("networkidle")


def show_rules(page: Page) -> None:
    """All rules, the places of the first one open."""
    page.keyboard.press("b")
    page.wait_for_url("**/rules*")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("x")
    page.wait_for_load_state("networkidle")


def main() -> None:
    """Write the pictures."""
    browser = os.environ.get("LANGBRIDGE_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for copied in ("seeds", "glossaries"):
            shutil.copytree(REPOSITORY / copied, folder / copied)
        shutil.copy(REPOSITORY / "langbridge.yaml", folder)
        subprocess.run([*PROGRAM, "convert", "--to", "zh-Hant-TW"], cwd=folder, check=True, capture_output=True)
        with (
            subprocess.Popen([*PROGRAM, "review", "--timeout", "60"], cwd=folder, stdout=subprocess.PIPE, text=True) as serving,
            sync_playwright() as playwright,
        ):
            assert serving.stdout is not None
            page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page(
                viewport={"width": 1440, "height": 740}, locale="en"
            )
            page.goto(serving.stdout.readline().strip())
            show_article(page)
            page.wait_for_timeout(700)  # it scrolls smoothly
            page.screenshot(path=HERE / "review-article.png")
            show_rules(page)
            page.screenshot(path=HERE / "review-rules.png")
            serving.terminate()


if __name__ == "__main__":
    main()

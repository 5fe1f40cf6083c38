"""What people see of a plugin in a browser: its page, and the API explorer."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from conftest import Bake
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from serving import quickly_served
from test_docs import CHOICES

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
OPTIONS = [
    "--headless",
    "--no-sandbox",  # As root, which CI is, it does not start otherwise.
    "--disable-dev-shm-usage",
    # Whatever would leave the machine fails.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# The contrast of every text with what is behind it (WCAG 2.2, 1.4.3), where it is too small.
FAINT = """
const channel = value => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};
const light = colour => {
  const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number).map(channel);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const behind = element => {
  const colour = getComputedStyle(element).backgroundColor;
  return colour === "rgba(0, 0, 0, 0)" ? behind(element.parentElement) : colour;
};
return [...document.body.querySelectorAll("*")]
  .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .map(each => {
    const [dim, bright] = [light(getComputedStyle(each).color), light(behind(each))].sort((a, b) => a - b);
    return [each.textContent, (bright + 0.05) / (dim + 0.05)];
  })
  .filter(([, contrast]) => contrast < 4.5);
"""

# Selenium's own is_displayed() sends a large script each time.
SHOWN = """
return [...document.querySelectorAll(arguments[0])].find(each =>
  each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.getClientRects().length);
"""


class Browser(webdriver.Chrome):
    """A headless Chromium, in which one waits for what one looks for."""

    def look(self, selector: str) -> WebElement:
        """Wait until an element is shown."""
        return WebDriverWait(self, 30, 0.05).until(lambda _: self._shown(selector))

    def click(self, selector: str) -> None:
        """Click an element once it is shown."""
        self.look(selector).click()

    def switch(self, window: int) -> None:
        """Go to one of the windows, once it is open and every later one is closed."""
        WebDriverWait(self, 30, 0.05).until(lambda _: len(self.window_handles) == window + 1)
        self.switch_to.window(self.window_handles[window])

    def show(self, *, width: int, scheme: str) -> None:
        """Change the width of the screen, and whether the user wants light or dark."""
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        self.execute_cdp_cmd("Emulation.setEmulatedMedia", media)

    def complaints(self, url: str) -> list[str]:
        """Errors and warnings of the pages at an address, in the console since the last time."""
        lines = self.get_log("browser")  # type: ignore[no-untyped-call]
        messages = [line["message"] for line in lines if line["level"] in ("SEVERE", "WARNING")]
        return [message for message in messages if url in message]

    def hosts(self, url: str) -> set[str | None]:
        """Whom the pages at an address asked for anything since the last time."""
        lines = self.get_log("performance")  # type: ignore[no-untyped-call]
        events = [json.loads(line["message"])["message"] for line in lines]
        sent = [each["params"] for each in events if each["method"] == "Network.requestWillBeSent"]
        asked = [urlsplit(each["request"]["url"]) for each in sent if url in each["documentURL"]]
        return {each.hostname for each in asked if each.scheme != "data"}

    def _shown(self, selector: str) -> WebElement | Literal[False]:
        found: WebElement | None = self.execute_script(SHOWN, selector)
        return found or False


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    if not (CHROMIUM and DRIVER):
        pytest.skip("needs Chromium: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = Browser(options, Service(DRIVER))
    yield started
    started.quit()


@pytest.mark.parametrize(("framework", "auth"), CHOICES)
def test_an_operation_is_tried_in_the_browser(
    bake_once: Bake, browser: Browser, framework: str, auth: str
) -> None:
    """From the page to the answer of an operation, with the token or after sign-in.

    The page is opened by another name of this machine than PUBLIC_URL has, and the explorer moves to
    where it may call the plugin.
    """
    plugin = bake_once(framework=framework, auth=auth, mcp=False)
    with quickly_served(plugin, *(["--dev-login"] if auth == "oauth" else [])) as server:
        url, printed = server.url, server.printed
        browser.get(url.replace("localhost", "127.0.0.1"))
        for width, scheme in ((1200, "light"), (390, "dark"), (390, "light")):
            browser.show(width=width, scheme=scheme)
            assert browser.execute_script("return document.body.scrollWidth") <= width
            assert browser.execute_script(FAINT) == []
            _keep(browser, f"page-{auth}-{width}-{scheme}")
        assert browser.title == browser.look("h1").text == "TODO List"
        browser.show(width=1200, scheme="light")
        browser.click("a.button")
        browser.look(".opblock")
        assert browser.current_url == f"{url}/docs"
        if auth == "oauth":
            _sign_in(browser)
        elif auth != "none":
            browser.click(".btn.authorize")
            (token,) = re.findall(r"(?<![\w-])[\w-]{43}(?![\w-])", printed)
            browser.look(".auth-container input").send_keys(token)
            browser.click(".auth-container .authorize")
            browser.click(".auth-container .btn-done")
        browser.click(".opblock-get .opblock-summary-control")
        browser.look(".opblock-get .parameters input").send_keys("me")
        browser.click(".opblock-get .execute")
        answer = browser.look(".live-responses-table tbody .response-col_description").text
        assert browser.look(".live-responses-table tbody .response-col_status").text == "200"
        assert '"todos": []' in answer
        for width, scheme in ((1200, "light"), (390, "dark")):
            browser.show(width=width, scheme=scheme)
            assert browser.execute_script("return document.body.scrollWidth") <= width
            _keep(browser, f"explorer-{auth}-{width}-{scheme}")
        assert browser.complaints(url) == []
        assert browser.hosts(url) == {"localhost"}


def _sign_in(browser: Browser) -> None:
    """Sign in as the explorer's user would: at the provider, and with consent."""
    browser.click(".btn.authorize")
    browser.click(".auth-container .authorize")
    browser.switch(1)
    browser.look("input[name=sub]").send_keys("me")
    browser.click("button")
    browser.click("button[value=allow]")
    browser.switch(0)
    browser.click(".auth-container .btn-done")


def _keep(browser: Browser, name: str) -> None:
    """Keep a picture for people to look at, in the folder of the variable SCREENSHOTS."""
    if folder := os.environ.get("SCREENSHOTS"):
        browser.save_screenshot(f"{folder}/{name}.png")

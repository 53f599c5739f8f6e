# SPDX-License-Identifier: LGPL-2.1-or-later
"""A headless Chromium, driven through the WebDriver protocol with what Python brings."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
SECONDS = 60


class BrowserError(Exception):
    pass


def available():
    """Why there is no browser to test with, or None."""
    for program in ("chromium", "chromedriver"):
        if not shutil.which(program):
            return f"there is no {program} here"
    return None


class Browser:
    """One browser with an empty profile.  Use it in a with statement."""

    def __init__(self, script=True, **window):
        self.window = window
        self.script = script
        self.session = None

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="unbroken-browser-")
        port_file = os.path.join(self.folder.name, "log")
        with open(port_file, "wb") as log:
            self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=log,
                                           stderr=subprocess.STDOUT)
        self.base = f"http://127.0.0.1:{self._port(port_file)}"
        try:
            self.session = self._call("POST", "/session", self._wishes())["sessionId"]
        except BrowserError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        if self.session:
            try:
                self._call("DELETE", f"/session/{self.session}")
            except BrowserError:
                pass
        self.driver.terminate()
        self.driver.wait(SECONDS)
        self.folder.cleanup()

    def _port(self, path):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and self.driver.poll() is None:
            with open(path, encoding="utf-8", errors="replace") as file:
                _, found, rest = file.read().partition("successfully on port ")
            if found and "." in rest:
                return int(rest.partition(".")[0])
            time.sleep(0.05)
        raise BrowserError("chromedriver did not start")

    def _wishes(self):
        width, height = self.window.get("width", 1280), self.window.get("height", 900)
        arguments = ["--headless=new", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--hide-scrollbars",
                     f"--user-data-dir={self.folder.name}/profile", f"--window-size={width},{height}"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # Chromium has none for root
        options = {"args": arguments, "binary": shutil.which("chromium"),
                   "perfLoggingPrefs": {"enableNetwork": True}}
        if not self.script:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        return {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}}

    def _call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"},
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise BrowserError(json.load(error)["value"]["message"].partition("\n")[0]) from error
        except OSError as error:
            raise BrowserError(str(error)) from error

    def ask(self, what, body=None):
        return self._call("GET" if body is None else "POST", f"/session/{self.session}/{what}", body)

    def open(self, address):
        self.ask("url", {"url": address})

    def reload(self):
        self.ask("refresh", {})

    def run(self, script, *arguments):
        """What @script, the body of a function, returns."""
        return self.ask("execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.ask("element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.ask(f"element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self.ask(f"element/{self.find(selector)}/value", {"text": text})

    def press(self, *keys):
        """On whatever has the focus; special keys as WebDriver writes them."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def wait(self, script, *arguments):
        """Until @script returns something true; whether it did."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if self.run(script, *arguments):
                return True
            time.sleep(0.05)
        return False

    def logs(self, kind):
        """What was logged since they were last asked for."""
        return self.ask("se/log", {"type": kind})

    def requests(self):
        """The addresses of all requests since they were last asked for."""
        found = []
        for entry in self.logs("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return found

    def devtools(self, command, **parameters):
        return self.ask("goog/cdp/execute", {"cmd": command, "params": parameters})

    def media(self, **features):
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": name.replace("_", "-"), "value": value}
                                for name, value in features.items()])

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("screenshot")))

    def pdf(self):
        return base64.b64decode(self.ask("print", {"background": True}))

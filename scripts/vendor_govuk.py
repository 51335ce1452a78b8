"""Copies GOV.UK Frontend's style sheet and script from npm into app/static/govuk, fit for a council.

GDS Transport and the royal crest may stand on GOV.UK only, so both go; what is left asks for no
other file. Run by hand after a change of version in package.json, which must be the version whose
macros govuk-frontend-jinja carries: `python -m scripts.vendor_govuk`.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "node_modules" / "govuk-frontend"
TARGET = PROJECT / "app" / "static" / "govuk"
FONTS = 'Arial,"Liberation Sans",Helvetica,sans-serif'

LICENCE = """\
govuk-frontend.min.css and govuk-frontend.min.js are from GOV.UK Frontend {version}, changed by
scripts/vendor_govuk.py: the typeface GDS Transport and the royal crest are taken out.

The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS
FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def main() -> None:
    """Writes the style sheet, the script and the licence anew."""
    subprocess.run(["npm", "ci"], cwd=PROJECT, check=True)
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    source = PACKAGE / "dist" / "govuk"
    TARGET.mkdir(parents=True, exist_ok=True)
    style = council_style((source / "govuk-frontend.min.css").read_text())
    (TARGET / "govuk-frontend.min.css").write_text(style)
    script = without_source_map((source / "govuk-frontend.min.js").read_text())
    (TARGET / "govuk-frontend.min.js").write_text(script)
    (TARGET / "LICENCE.txt").write_text(LICENCE.format(version=version))
    print(f"GOV.UK Frontend {version} is in {TARGET.relative_to(PROJECT)}")


def council_style(css: str) -> str:
    """The style sheet without the typeface and the crest, asking for no other file.

    Raises ValueError when something that GOV.UK reserves, or that must be fetched, is left.
    """
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?,\s*arial,\s*sans-serif', FONTS, css)
    css = re.sub(r'url\("?/assets/images/govuk-crest\.svg"?\)', "none", css)
    css = without_source_map(css)
    for reserved in ("GDS Transport", "govuk-crest", "url(", "@import", "@font-face"):
        if reserved in css:
            raise ValueError(f"the style sheet still has {reserved}: the new version is written otherwise")
    return css


def without_source_map(text: str) -> str:
    """The text without the comment that names a source map, which is not copied."""
    return re.sub(r"(/\*|//)# ?sourceMappingURL=[^\n]*\n?", "", text)


if __name__ == "__main__":
    sys.exit(main())

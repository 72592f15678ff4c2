from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

from tuki.ui import assets
from tuki.ui.icons import LUCIDE, OWN, icon
from tuki.ui.modules import bundle

TEMPLATES = Path(assets.__file__).parent / "jinja2"


def test_the_first_load_is_small(draw) -> None:
    """P6: ≤ 120 kB compressed in ≤ 12 requests; here without the page itself, so 80 kB and 5."""
    assets.build_assets()
    loaded = [assets.DIST / name for name in ("tuki.css", "tuki.js", "htmx.js", "sprite.svg")]
    loaded.append(assets.STATIC / "img" / "favicon.svg")
    assert sum(len(brotli.compress(path.read_bytes())) for path in loaded) < 80_000


def test_building_twice_changes_nothing() -> None:
    assets.build_assets()
    assert assets.build_assets() == []


def test_a_changed_source_is_built_again(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assert {path.name for path in assets.build_assets()} == {"tuki.css", "mail.css", "tuki.js", "sprite.svg", "htmx.js"}
    (tmp_path / "tuki.css").write_text("old")
    assert [path.name for path in assets.build_assets()] == ["tuki.css"]


def test_every_style_is_in_a_layer_and_every_file_is_used() -> None:
    css = assets.stylesheet(assets.STATIC / "css" / "index.css")
    assert css.startswith("@layer reset, tokens, base, components, pages, utilities;")
    assert "@import" not in css and "/*" not in css
    files = {path.name for path in (assets.STATIC / "css").glob("*.css")} - {"index.css", "mail.css"}
    assert files == set(re.findall(r'url\("([\w.-]+)"\)', (assets.STATIC / "css" / "index.css").read_text()))
    assert css.count("{") == css.count("}")


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', assets.sprite()))
    assert drawn == LUCIDE | set(OWN)
    rooms = Path(assets.__file__).parent.parent
    named = {
        (path.name, name)
        for path in rooms.glob("**/jinja2/**/*.html")
        for name in re.findall(r'\bicon\("([\w-]+)"|icon_name="([\w-]+)"', path.read_text())
    }
    assert {(file, a or b) for file, (a, b) in named if (a or b) not in drawn} == set()


def test_an_unknown_icon_is_an_error_that_says_where_to_add_it() -> None:
    with pytest.raises(LookupError, match=r"icons\.py"):
        icon("no-such-icon")


def test_an_icon_is_hidden_from_readers_unless_it_has_words() -> None:
    assert 'aria-hidden="true"' in icon("mail")
    assert 'role="img" aria-label="&lt;Mail&gt;"' in icon("mail", "<Mail>")


def modules(folder: Path, **sources: str) -> Path:
    for name, source in sources.items():
        (folder / f"{name}.js").write_text(source)
    return folder / "index.js"


def test_modules_are_joined_dependencies_first_each_in_its_own_scope(tmp_path: Path) -> None:
    entry = modules(
        tmp_path,
        index='import { two } from "./b.js";\nconst own = 1;\nconsole.log(two(), own);\n',
        b='import { one as first } from "./a.js";\nconst own = 2;\nexport function two() {\n  return first + own;\n}\n',
        a="// one\nexport const one = 1;\n",
    )
    joined = bundle(entry)
    assert joined.index("module_a") < joined.index("module_b") < joined.index("module_index")
    assert "const { one: first } = module_a;" in joined
    assert "return { two };" in joined and "// one" not in joined
    assert "import" not in joined and "export" not in joined


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('import "./index.js";\n', "circle"),
        ("export default 1;\n", "cannot join"),
        ('import x from "./a.js";\n', "cannot join"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, source: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        bundle(modules(tmp_path, index='import "./a.js";\n', a=source))

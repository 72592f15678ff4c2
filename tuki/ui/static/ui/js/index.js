// The entry: every behaviour attaches itself to the elements it knows.
import "./request.js";
import "./keep-open.js";
import "./local-time.js";
import "./hotkeys.js";
import "./list-cursor.js";
import "./bulk.js";
import "./menu.js";
import "./opener.js";
import "./draft.js";
import "./auto-grow.js";
import "./file-drop.js";
import "./combobox.js";
import "./command-palette.js";
import "./undo-toast.js";
import "./theme-switch.js";
import "./copy-button.js";
import "./mail-frame.js";
import "./latest.js";
import "./live-stream.js";
import "./presence.js";
import "./confirm-leave.js";
import "./passkey.js";
import "./submits.js";
import "./template-picker.js";
import "./board.js";

document.documentElement.classList.add("has-script");

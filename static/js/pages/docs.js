// The page `/docs`: each command can be copied.
import { mountCopyButton } from "../common/copy-button.js";
import { mountHeader } from "../common/header.js";
import { loadMessages } from "../common/messages.js";

await loadMessages();
mountHeader(document.querySelector(".header"));
for (const snippet of document.querySelectorAll(".snippet:has(.copy)")) mountCopyButton(snippet);

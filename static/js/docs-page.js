// The page `/docs`: each command can be copied.
import { mountCopyButton } from "./copy-button.js";
import { mountHeader } from "./header.js";
import { loadMessages } from "./messages.js";

await loadMessages();
mountHeader(document.querySelector(".header"));
for (const snippet of document.querySelectorAll(".snippet:has(.copy)")) mountCopyButton(snippet);

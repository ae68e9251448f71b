// A page without components of its own: header only.
import { mountHeader } from "./header.js";
import { loadMessages } from "./messages.js";

await loadMessages();
mountHeader(document.querySelector(".header"));

// A page without components of its own: header only.
import { mountHeader } from "../common/header.js";
import { loadMessages } from "../common/messages.js";

await loadMessages();
mountHeader(document.querySelector(".header"));

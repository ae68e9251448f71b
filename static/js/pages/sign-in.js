// A page of the studio before signing in. A link /admin#token=... signs in by itself and leaves no token in the address.
import { signIn } from "../common/api.js";
import { mountHeader } from "../common/header.js";
import { loadMessages } from "../common/messages.js";
import { mountSignIn } from "../studio/sign-in.js";

const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has("token")) history.replaceState(null, "", location.pathname + location.search);

await loadMessages();
mountHeader(document.querySelector(".header"));

const form = document.querySelector(".sign-in");
form.addEventListener("signIn", async ({ detail: token }) => {
  try {
    await signIn(token);
    // The server renders the signed-in page, so ask it again.
    location.replace(location.pathname + location.search);
  } catch (error) {
    form.dispatchEvent(new CustomEvent("failure", { detail: error }));
  }
});
mountSignIn(form, { token: fragment.get("token") });

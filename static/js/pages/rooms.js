// The page `/admin/rooms`: rooms for classes, opened and closed by the admin.
import { closeRoom, fetchRooms, openRoom } from "../room/room-api.js";
import { mountRoomDesk } from "../studio/room-desk.js";
import { mountStudio, tell } from "../studio/studio.js";

const PAUSE_MS = 5000; // between looks at how many have come

const { page, attempt, createLook } = await mountStudio();
const desk = page.querySelector(".room-desk");

const look = createLook(desk, async () => tell(desk, "rooms", await fetchRooms()), { goesOn: () => true, pause: PAUSE_MS });

page.addEventListener("openRoom", ({ detail }) =>
  attempt(desk, async () => {
    tell(desk, "opened", await openRoom(detail));
    await look();
  }),
);
page.addEventListener("closeRoom", ({ detail: code }) =>
  attempt(desk, async () => {
    await closeRoom({ code });
    await look();
  }),
);
mountRoomDesk(desk);
await look();

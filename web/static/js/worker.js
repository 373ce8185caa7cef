// The part of the page that all tabs of a browser share.
import { Hub } from "./hub.js";

const hub = new Hub(import.meta.url.split("/").at(-3));

addEventListener("connect", ({ ports: [port] }) => hub.join(port));

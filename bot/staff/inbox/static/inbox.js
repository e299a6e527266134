// What the inbox does beside being read: it stays up to date, counts, tells of new cases, and listens to keys.
import { startAlerts } from "./alerts.js";
import { startCounting } from "./counting.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startPlace } from "./place.js";

document.getElementById("tools").hidden = false;
document.getElementById("alerts-hint").hidden = false;
startCounting();
startPlace();
startAlerts();
startKeys();
startLive();

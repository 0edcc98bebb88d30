/** What a preview has besides the page it shows: a ticket that stays fresh, and an end that the server says in words. */

import "./preview.css";
import { keepRenewed } from "../live/ticket";

keepRenewed(() => window.location.reload());

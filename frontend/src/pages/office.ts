/** The pages of the office: they work without a script, and this one only brings their style. */

import "./office.css";

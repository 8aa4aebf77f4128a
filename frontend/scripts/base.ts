/** On every page: the theme switch. */

import { startThemeSwitch } from "./theme";

startThemeSwitch();

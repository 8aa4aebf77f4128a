/** On every page: the menus of the top bar and the theme. */

import { startMenus } from "./menus";
import { startThemeMenu } from "./theme";
import { startWalks } from "./walking";

startMenus();
startThemeMenu();
startWalks();

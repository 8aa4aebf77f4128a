/** On every page: the menus of the top bar and the theme, and what is walked by arrow keys. */

import { startGrids } from "./grid-walk";
import { startMenus } from "./menus";
import { startThemeMenu } from "./theme";
import { startWalks } from "./walking";

startMenus();
startThemeMenu();
startWalks();
startGrids();

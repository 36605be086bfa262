import { Chat } from "./chat.js";
import { Load } from "./load.js";

new Chat(document).begin();
new Load(document).begin();

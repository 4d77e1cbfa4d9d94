import { render } from "preact";
import { start } from "./state/session.ts";
import { App } from "./ui/app.tsx";
import "./styles/index.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
void start();

import { dashboard, isStarting } from "../state/session.ts";
import { DashboardPage } from "./dashboard-page.tsx";
import { SignIn } from "./sign-in.tsx";

export function App() {
  const signedIn = dashboard.value;
  if (signedIn) return <DashboardPage key={signedIn} dashboard={signedIn} />;
  return isStarting.value ? <p class="starting">Signing in …</p> : <SignIn />;
}

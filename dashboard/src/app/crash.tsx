// The last net: a page that broke says so and offers a way back instead of going blank.
import { CircleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { PaneState } from "@/components/ui/state";
import i18n from "@/lib/i18n";

type Props = { children: ReactNode };

export class Crash extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="h-full">
        <PaneState
          alert
          icon={<CircleAlert size={22} />}
          title={i18n.t("error.crash")}
          hint={i18n.t("error.crash_hint")}
          action={<Button onClick={() => window.location.reload()}>{i18n.t("error.reload")}</Button>}
        />
      </main>
    );
  }
}

// What every page needs around it, and whether somebody is signed in.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { BrowserRouter } from "react-router";
import { useNews } from "@/components/ui/announce";
import { onDemand } from "@/components/ui/on-demand";
import { LoginPage } from "@/features/login/components/login-page";
import { freshToken, useAccess } from "@/lib/access";
import { ApiError, callOpenly } from "@/lib/http";
import { wearBrand } from "@/lib/theme";
import { Crash } from "./crash";
import { Splash } from "./splash";

const Workspace = lazy(() => import("./workspace"));
const Toasts = onDemand(() => import("@/components/ui/toasts").then((module) => module.Toasts));
const RETRY_MS = 3_000;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

function useAppearance(): void {
  useEffect(() => {
    callOpenly<{ color: string }>("/api/widget/config").then(
      ({ color }) => wearBrand(color),
      () => undefined,
    );
  }, []);
}

function Door() {
  const access = useAccess();
  const unknown = access.state === "unknown";
  useEffect(() => {
    if (!unknown) return;
    const knock = () => void freshToken().catch(() => undefined);
    knock();
    const again = setInterval(knock, RETRY_MS);
    return () => clearInterval(again);
  }, [unknown]);

  if (access.state === "unknown") return <Splash unreachable={access.unreachable} />;
  if (access.state === "out") return <LoginPage />;
  return (
    <Suspense fallback={<Splash unreachable={false} />}>
      <Workspace key={access.account.id} account={access.account} />
    </Suspense>
  );
}

const Edge = () => <Toasts open={useNews().length > 0} />;

export function App() {
  useAppearance();
  return (
    <Crash>
      <QueryClientProvider client={queries}>
        <BrowserRouter basename="/dashboard">
          <Door />
        </BrowserRouter>
        <Edge />
      </QueryClientProvider>
    </Crash>
  );
}

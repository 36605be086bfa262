using RedisAi.Soak.Engines;
using RedisAi.Soak.Ledger;
using RedisAi.Soak.Plain;
using RedisAi.Soak.Plans;
using RedisAi.Soak.Recurrent;
using RedisAi.Soak.Scripts;
using RedisAi.Soak.Store;

namespace RedisAi.Soak;

/// <summary>Who does what. Workers start in this order, and settle in the opposite one.</summary>
internal static class Workload
{
    public static IReadOnlyList<Worker> Create(SoakContext soak, IReadOnlyList<string> only)
    {
        List<Worker> all = [.. Ledgers(soak), .. Recurrent(soak, RecurrentModel.Onnx), .. Recurrent(soak, RecurrentModel.Torch), .. Models(soak), .. Plans(soak), .. Scripts(soak), .. Stores(soak), new EngineWorker("engines", soak)];
        return [.. all.Where(worker => only.Count == 0 || only.Any(name => worker.Name.StartsWith(name, StringComparison.Ordinal)))];
    }

    private static IEnumerable<Worker> Ledgers(SoakContext soak)
    {
        LedgerBook kept = new("ledger", soak.Main, timeToLive: null, evicts: false);
        LedgerBook expiring = new("ledger.expiring", soak.Main, TimeSpan.FromMilliseconds(80), evicts: false);
        LedgerBook evicted = new("ledger.evicted", soak.Tight, timeToLive: null, evicts: true);
        foreach ((string name, LedgerBook book, int workers, double pause) in (IEnumerable<(string, LedgerBook, int, double)>)[("kept", kept, 4, 0.3), ("expiring", expiring, 2, 1), ("evicted", evicted, 2, 1)])
        {
            yield return new LedgerSwapper($"sessions.{name}.versions", soak, book, TimeSpan.FromSeconds(pause));
            for (int i = 0; i < workers; i++)
            {
                yield return new LedgerWorker($"sessions.{name}.{i}", soak, book);
            }
        }
    }

    private static Worker[] Recurrent(SoakContext soak, RecurrentModel model) =>
    [
        new RecurrentSwapper($"{model.Key}.versions", soak, model),
        new RecurrentWorker($"{model.Key}.0", soak, model),
        new RecurrentWorker($"{model.Key}.1", soak, model),
    ];

    private static Worker[] Models(SoakContext soak) =>
    [
        new PlainSwapper("models.versions", soak),
        new PlainWorker("models.0", soak),
        new PlainWorker("models.1", soak),
        new TroubleWorker("trouble.0", soak, stores: true),
        new TroubleWorker("trouble.1", soak, stores: false),
    ];

    private static Worker[] Plans(SoakContext soak) => [new PlanModels("plans.models", soak), .. Enumerable.Range(0, 3).Select(worker => new PlanWorker($"plans.{worker}", soak))];

    private static Worker[] Scripts(SoakContext soak)
    {
        ScriptSwapper versions = new("scripts.versions", soak);
        return [versions, .. Enumerable.Range(0, 2).Select(worker => new ScriptWorker($"scripts.{worker}", soak, versions))];
    }

    private static Worker[] Stores(SoakContext soak)
    {
        SharedCounters counters = new(soak.Main);
        return [new SnapshotWorker("store.files", soak), .. Enumerable.Range(0, 2).Select(worker => new StoreWorker($"store.{worker}", soak, counters))];
    }
}

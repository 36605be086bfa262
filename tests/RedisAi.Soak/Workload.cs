using RedisAi.Soak.Ledger;
using RedisAi.Soak.Recurrent;

namespace RedisAi.Soak;

/// <summary>Who does what. Workers start in this order, and settle in the opposite one.</summary>
internal static class Workload
{
    public static IReadOnlyList<Worker> Create(SoakContext soak, IReadOnlyList<string> only)
    {
        List<Worker> all = [.. Ledgers(soak), .. Recurrent(soak, RecurrentModel.Onnx), .. Recurrent(soak, RecurrentModel.Torch)];
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
}

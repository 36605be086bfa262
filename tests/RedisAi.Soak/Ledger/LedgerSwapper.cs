namespace RedisAi.Soak.Ledger;

/// <summary>Changes the versions of a ledger model while it is called: replaces, tries beside, promotes, takes back, deletes.</summary>
internal sealed class LedgerSwapper(string name, SoakContext soak, LedgerBook book, TimeSpan longestPause) : Worker(name, soak)
{
    /// <summary>Those that are loaded, by the numbers that the registry gives them.</summary>
    private readonly Dictionary<int, LedgerVersion> _loaded = [];

    private IModelRegistry Models => book.Engine.Models;

    public override Task StartAsync() => StoreAsync(book.Add(SessionPromotion.KeepVersion, changesStates: false));

    public override async Task StepAsync()
    {
        Begin("waits");
        await Task.Delay(longestPause * Random.NextDouble(), TimeProvider.System);
        IReadOnlyList<ModelInfo> infos = Models.ListVersions(book.Key);
        ModelInfo[] candidates = [.. infos.Where(static info => info.Role is VersionRole.Candidate or VersionRole.Shadow)];
        ModelInfo? candidate = candidates.Length == 0 ? null : candidates[Random.Next(candidates.Length)];
        switch (Random.Next(100))
        {
            case < 25:
                await StoreAsync(NewVersion());
                break;
            case < 50:
                await TryAsync(NewVersion(), Traffic(), candidates);
                break;
            case < 65 when candidate is not null:
                await SetAsync(candidate, Traffic(), candidates);
                break;
            case < 80 when candidate is not null:
                await ChangeAsync("promoted", async () => await Models.PromoteAsync(book.Key, candidate.Version));
                break;
            case < 95:
                await RollBackAsync(infos, candidates);
                break;
            default:
                await DeleteAsync();
                break;
        }
    }

    /// <summary>Leaves one version, which no session is on any more.</summary>
    public override async Task SettleAsync()
    {
        await StoreAsync(book.Add(SessionPromotion.KeepVersion, changesStates: false));
        IReadOnlyList<ModelInfo> infos = Models.ListVersions(book.Key);
        Require(infos is [{ Sessions: 0 }], $"Model '{book.Key}' has no sessions, and still: {string.Join(", ", infos.Select(static info => $"version {info.Version} {info.Role} with {info.Sessions} sessions"))}.");
    }

    private LedgerVersion NewVersion() => book.Add((SessionPromotion)Random.Next(3), changesStates: Random.Next(2) == 0);

    private CandidateTraffic Traffic() => Random.Next(4) == 0 ? CandidateTraffic.Shadows(Random.NextDouble()) : CandidateTraffic.Answers(Random.Next(3) * 0.3);

    private ModelOptions OptionsOf(LedgerVersion version)
    {
        ModelOptions options = LedgerModel.Options(book.TimeToLive);
        version.Configure(options);
        return options;
    }

    private Task StoreAsync(LedgerVersion version) => ChangeAsync(
        "replaced", async () => _loaded[(await Models.StoreAsync(book.Key, LedgerModel.Source(version.Serial), OptionsOf(version))).Version] = version, version);

    private Task TryAsync(LedgerVersion version, CandidateTraffic traffic, ModelInfo[] candidates) => ChangeAsync("tried beside", async () =>
    {
        try
        {
            ModelInfo info = await Models.StoreCandidateAsync(book.Key, LedgerModel.Source(version.Serial), traffic, OptionsOf(version));
            _loaded[info.Version] = version;
        }
        catch (ArgumentException) when (IsTooMuch(traffic, candidates))
        {
            Soak.Tally.Provoked("too large a share");
        }
    }, version);

    private Task SetAsync(ModelInfo candidate, CandidateTraffic traffic, ModelInfo[] candidates) => ChangeAsync("given another share", async () =>
    {
        ModelInfo[] others = [.. candidates.Where(other => other.Version != candidate.Version)];
        try
        {
            await Models.SetTrafficAsync(book.Key, candidate.Version, traffic);
        }
        catch (ArgumentException) when (IsTooMuch(traffic, others))
        {
            Soak.Tally.Provoked("too large a share");
        }
    });

    private Task RollBackAsync(IReadOnlyList<ModelInfo> infos, ModelInfo[] candidates) => ChangeAsync("rolled back", async () =>
    {
        bool expected = candidates.Length > 0 || infos.Any(static info => info.Role == VersionRole.Previous);
        Require(await Models.RollBackAsync(book.Key) == expected, $"Model '{book.Key}' was {(expected ? "not " : "")}rolled back.");
    });

    private async Task DeleteAsync()
    {
        book.BeginAbsence(SoakContext.Now);
        await ChangeAsync("deleted", async () => Require(await Models.DeleteAsync(book.Key), $"Model '{book.Key}' was not there."));
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(20)), TimeProvider.System);
        await StoreAsync(NewVersion());
        book.EndAbsence(SoakContext.Now);
    }

    private static bool IsTooMuch(CandidateTraffic traffic, ModelInfo[] others) => traffic.Role == VersionRole.Shadow
        ? others.Any(static other => other.Role == VersionRole.Shadow)
        : traffic.Share + others.Where(static other => other.Role == VersionRole.Candidate).Sum(static other => other.Share) > 1;

    /// <summary>Makes a change, and notes from when to when what may have answered.</summary>
    private async Task ChangeAsync(string what, Func<Task> change, LedgerVersion? added = null)
    {
        Begin($"model {what}");
        LedgerVersion[] versions = [.. _loaded.Values, .. added is null ? [] : new[] { added }];
        Array.ForEach(versions, static version => version.BeginChange(SoakContext.Now));
        await change();
        long now = SoakContext.Now;
        Dictionary<int, ModelInfo> infos = Models.TryGet(book.Key, out _) ? Models.ListVersions(book.Key).ToDictionary(static info => info.Version) : [];
        foreach ((int number, LedgerVersion version) in _loaded.ToArray())
        {
            bool isLoaded = infos.TryGetValue(number, out ModelInfo? info);
            version.EndChange(now, isLoaded && info!.Role is VersionRole.Serving or VersionRole.Candidate && info.Share > 0, isLoaded);
            if (!isLoaded)
            {
                _loaded.Remove(number);
            }
        }

        if (added is not null && !_loaded.ContainsValue(added))
        {
            added.EndChange(now, answers: false, isLoaded: false);
        }

        Did($"model {what}");
    }
}

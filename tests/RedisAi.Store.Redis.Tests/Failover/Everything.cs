using RedisAi.Store.Redis.Tests.Models;
using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>All that processes share through one server, at the same time, by a network of the test's own: sessions, tensors, streams, and models that are stored again and again.</summary>
internal sealed class Everything : IAsyncDisposable
{
    private const string Key = "m";

    private readonly List<IAsyncDisposable> _owned = [];
    private int _stored;

    private Everything(RedisServer server)
    {
        Server = server;
        Network = new TcpProxy(server.Port);
        _owned.Add(Network);
    }

    public RedisServer Server { get; }

    public TcpProxy Network { get; }

    public Copies Copies { get; private set; } = null!;

    public StreamCopies Streams { get; private set; } = null!;

    private SharedLife Storing { get; set; } = null!;

    private SharedLife Following { get; set; } = null!;

    /// <summary>Gets how many versions of the model were stored.</summary>
    public int Stored => Volatile.Read(ref _stored);

    /// <summary>Starts a server and all that use it. Skips the test where the program is missing.</summary>
    public static async Task<Everything> StartAsync()
    {
        RedisPrograms.SkipUnlessInstalled();
        RedisServer server = await RedisServer.StartAsync();
        Everything all = new(server);
        try
        {
            all._owned.Add(all.Copies = await Copies.StartAsync([all.Network.Address, all.Network.Address]));
            all._owned.Add(all.Streams = await StreamCopies.StartAsync(all.Network.Address, () => server, replicas: 0));

            // Under another prefix: the others have no backend for them.
            all._owned.Add(all.Storing = await SharedLife.StartAsync(all.Network.Address, "a:1", static options => options.KeyPrefix = "other:"));
            all._owned.Add(all.Following = await SharedLife.StartAsync(all.Network.Address, "b:1", static options => options.KeyPrefix = "other:"));
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets everybody work, makes trouble, waits until everybody is served again, and compares everything.</summary>
    /// <param name="trouble">The trouble.</param>
    /// <param name="mayLose">Whether what the server had may be gone.</param>
    public async Task RoundAsync(Func<Task> trouble, bool mayLose = false)
    {
        using CancellationTokenSource stop = new();
        Task<int> storing = Task.Run(() => StoreAsync(stop.Token));
        try
        {
            await Eventually.HoldsAsync(() => Stored > 0, "a model is stored");
            await Copies.UnderLoadAsync(() => Streams.RoundAsync(
                async () =>
                {
                    await trouble();
                    int before = Stored;
                    await Eventually.HoldsAsync(() => Stored > before, "a model is stored after the trouble");
                },
                static () => Task.CompletedTask,
                mayLose));
        }
        finally
        {
            await stop.CancelAsync();
        }

        int last = await storing;
        await Storing.GivesAsync(Key, last);
        await Following.GivesAsync(Key, last);
        foreach (SessionLedger ledger in Copies.Steps.Ledgers)
        {
            ledger.IsBeingEmptied = false;
        }

        await Copies.CheckAsync(_ => Server);
    }

    /// <summary>Empties the database.</summary>
    public async Task EmptyAsync()
    {
        foreach (SessionLedger ledger in Copies.Steps.Ledgers)
        {
            ledger.IsBeingEmptied = true;
        }

        Server.FlushAll();
        Streams.Forget();

        // Answers of before are all there by then.
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Copies.Writes.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        Server.Dispose();
    }

    /// <summary>Stores version after version until it is stopped and one was taken; what is refused is stored again.</summary>
    private async Task<int> StoreAsync(CancellationToken stop)
    {
        for (int number = 1; ; number++)
        {
            try
            {
                await Storing.Ai.Models.StoreAsync(Key, TextBackend.Model(number, padding: 10_000), cancellationToken: CancellationToken.None);
                Interlocked.Increment(ref _stored);
                if (stop.IsCancellationRequested)
                {
                    return number;
                }
            }
            catch (SharedStoreException)
            {
                // There is trouble.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}

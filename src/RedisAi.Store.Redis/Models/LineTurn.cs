using System.Security.Cryptography;

namespace RedisAi.Store.Redis;

/// <summary>The turn of this process to change what is under a key: nobody else changes it, in this process or another, until this is disposed. One who dies loses it by itself.</summary>
internal sealed class LineTurn : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly CatalogRecords _records;
    private readonly SharedLine _line;
    private readonly Action<SharedLine> _ended;
    private readonly Task _renewing;

    private LineTurn(RedisConnection connection, CatalogRecords records, SharedLine line, string token, Action<SharedLine> ended)
    {
        _records = records;
        _line = line;
        _ended = ended;
        line.Token = token;
        _renewing = RenewAsync(connection, token);
    }

    /// <summary>Waits for the turn. The caller is in the gate of the line, which this leaves when it is disposed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="records">What Redis has.</param>
    /// <param name="line">The line.</param>
    /// <param name="whileWaiting">Called while it is another's turn, who may wait for this process.</param>
    /// <param name="ended">Called when the turn is over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<LineTurn> TakeAsync(
        RedisConnection connection, CatalogRecords records, SharedLine line, Func<Task> whileWaiting, Action<SharedLine> ended, CancellationToken cancellationToken)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        while (!await records.TryTakeTurnAsync(line.Id, token, cancellationToken).ConfigureAwait(false))
        {
            await whileWaiting().ConfigureAwait(false);
        }

        return new LineTurn(connection, records, line, token, ended);
    }

    public async ValueTask DisposeAsync()
    {
        string token = _line.Token!;
        _line.Token = null;
        await _ending.CancelAsync().ConfigureAwait(false);
        try
        {
            await _renewing.ConfigureAwait(false);
            await _records.GiveTurnAsync(_line.Id, token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SharedStoreException or ObjectDisposedException)
        {
            // It ends by itself, after the time of a lease.
        }
        finally
        {
            _ending.Dispose();
            _line.Gate.Release();
            _ended(_line);
        }
    }

    /// <summary>Goes on with it: to load a model may take longer than a lease.</summary>
    private async Task RenewAsync(RedisConnection connection, string token)
    {
        TimeSpan pause = connection.Options.LeaseTime / 3;
        while (true)
        {
            try
            {
                await Task.Delay(pause, connection.Time, _ending.Token).ConfigureAwait(false);
                await _records.TryTakeTurnAsync(_line.Id, token, _ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SharedStoreException)
            {
                // What is written without the turn is refused.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}

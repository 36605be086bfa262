using System.Net.Sockets;
using System.Threading.Channels;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>One direction of a <see cref="TcpProxy"/>: what it does to the bytes of all connections. May be changed while bytes pass.</summary>
internal sealed class ProxyDirection
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>How many chunks are on the way at most, so that a slow network slows the sender down.</summary>
    private const int Chunks = 64;

    private static readonly TimeSpan s_oneTick = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _blocked;
    private TimeSpan _delay;
    private long _bytesPerSecond;
    private long _free;
    private long _bytes;

    /// <summary>Gets or sets how long each byte is on the way.</summary>
    public TimeSpan Delay
    {
        get
        {
            lock (_lock)
            {
                return _delay;
            }
        }

        set
        {
            lock (_lock)
            {
                _delay = value;
            }
        }
    }

    /// <summary>Gets or sets how many bytes pass in a second, all connections together; 0 for no bound.</summary>
    public long BytesPerSecond
    {
        get => Interlocked.Read(ref _bytesPerSecond);
        set => Interlocked.Exchange(ref _bytesPerSecond, value);
    }

    /// <summary>Gets how many bytes have passed.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Holds back everything from now on; connections stay open.</summary>
    public void Block()
    {
        lock (_lock)
        {
            _blocked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets pass what was held back, and what comes after it.</summary>
    public void Unblock()
    {
        lock (_lock)
        {
            _blocked?.SetResult();
            _blocked = null;
        }
    }

    /// <summary>Passes on what comes from one socket until its end.</summary>
    public async Task PassAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        Channel<(byte[] Bytes, long Arrived)> way = Channel.CreateBounded<(byte[] Bytes, long Arrived)>(Chunks);
        Task reading = ReadAsync(from, way.Writer, cancellationToken);
        await foreach ((byte[] bytes, long arrived) in way.Reader.ReadAllAsync(cancellationToken))
        {
            await WaitUntilAsync(arrived + Ticks(Delay.TotalSeconds), cancellationToken);
            await WaitUntilAsync(Reserve(bytes.Length), cancellationToken);
            await UnblockedAsync().WaitAsync(cancellationToken);
            for (int sent = 0; sent < bytes.Length;)
            {
                sent += await to.SendAsync(bytes.AsMemory(sent), cancellationToken);
            }

            Interlocked.Add(ref _bytes, bytes.Length);
        }

        await reading;
        await UnblockedAsync().WaitAsync(cancellationToken);
        to.Shutdown(SocketShutdown.Send);
    }

    private static async Task ReadAsync(Socket from, ChannelWriter<(byte[] Bytes, long Arrived)> way, CancellationToken cancellationToken)
    {
        try
        {
            byte[] buffer = new byte[ChunkBytes];
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and int count)
            {
                await way.WriteAsync((buffer[..count], TimeProvider.System.GetTimestamp()), cancellationToken);
            }

            way.Complete();
        }
        catch (Exception error)
        {
            way.Complete(error);
        }
    }

    private static long Ticks(double seconds) => (long)(seconds * TimeProvider.System.TimestampFrequency);

    /// <summary>Waits until a timestamp has passed: a timer may fire up to two milliseconds early, and is set again then.</summary>
    private static async Task WaitUntilAsync(long timestamp, CancellationToken cancellationToken)
    {
        while (timestamp - TimeProvider.System.GetTimestamp() is > 0 and long left)
        {
            TimeSpan wait = TimeProvider.System.GetElapsedTime(0, left);
            await Task.Delay(wait < s_oneTick ? s_oneTick : wait, TimeProvider.System, cancellationToken);
        }
    }

    private Task UnblockedAsync()
    {
        lock (_lock)
        {
            return _blocked?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>Takes the time that some bytes need on the line, and returns the timestamp when they are through.</summary>
    private long Reserve(int count)
    {
        if (BytesPerSecond is not (> 0 and long rate))
        {
            return 0;
        }

        lock (_lock)
        {
            return _free = Math.Max(_free, TimeProvider.System.GetTimestamp()) + Ticks((double)count / rate);
        }
    }
}

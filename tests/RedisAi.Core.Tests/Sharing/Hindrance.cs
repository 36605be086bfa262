using RedisAi.Testing;

namespace RedisAi.Tests.Sharing;

/// <summary>Holds the next run of the model <c>m</c>, wherever it is, until it is let go.</summary>
internal sealed class Hindrance : IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _left = new();
    private int _held;

    public Hindrance(SharingLife life) => life.Running = model =>
    {
        if (model == "m" && Interlocked.Exchange(ref _held, 1) == 0)
        {
            _entered.Set();
            Eventually.Comes(_left);
        }
    };

    public void AwaitRun() => Eventually.Comes(_entered);

    public void LetGo() => _left.Set();

    public void Dispose()
    {
        _left.Set();
        _entered.Dispose();
        _left.Dispose();
    }
}

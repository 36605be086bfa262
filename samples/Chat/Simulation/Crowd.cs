using Microsoft.Extensions.Logging;
using RedisAi.Samples.Chat.Conversations;
using RedisAi.Samples.Chat.Statistics;

namespace RedisAi.Samples.Chat.Simulation;

/// <summary>The simulated users of one model: as many as asked for. Those too many leave when they have finished their turn.</summary>
internal sealed class Crowd(
    string modelKey, ConversationList conversations, ModelMeter meter, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    // Guards all fields.
    private readonly Lock _gate = new();
    private readonly List<Task> _users = [];
    private int _wanted;
    private int _present;
    private int _seed;

    public void Resize(int users)
    {
        lock (_gate)
        {
            _wanted = users;
            _users.RemoveAll(static user => user.IsCompleted);
            for (; _present < _wanted; _present++)
            {
                SimulatedUser user = new(conversations, meter, _seed++, time);
                _users.Add(Task.Run(() => StayAsync(user), CancellationToken.None));
            }
        }
    }

    /// <summary>Complete when all users have left.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_users);
        }
    }

    private async Task StayAsync(SimulatedUser user)
    {
        try
        {
            while (!TryLeave())
            {
                await user.ConverseAsync(modelKey, IsWanted, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The application stops; nobody is counted any more.
        }
#pragma warning disable CA1031 // One user who fails must not end the others, nor go unnoticed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.UserFailed(error, modelKey);
            Leave();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _present--;
        }
    }

    private bool IsWanted()
    {
        lock (_gate)
        {
            return _present <= _wanted;
        }
    }

    private bool TryLeave()
    {
        lock (_gate)
        {
            if (_present <= _wanted)
            {
                return false;
            }

            _present--;
            return true;
        }
    }
}

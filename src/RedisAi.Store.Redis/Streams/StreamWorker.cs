using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>A worker: a model or a plan that runs over the messages of a stream, as one consumer of a group.</summary>
internal sealed class StreamWorker : IDisposable
{
    private readonly RedisConnection _connection;
    private readonly StreamNames _names;
    private readonly StreamWorkerOptions _options;
    private readonly StreamGroup _group;
    private readonly SessionLanes _lanes;
    private readonly StreamIntake _intake;
    private readonly StreamHeart _heart;
    private readonly Wakeup _intakeWakeup;
    private readonly Wakeup _heartWakeup;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();
    private readonly string _consumer;
    private readonly string _target;
    private readonly ILogger _logger;
    private IDisposable? _subscription;
    private Task _running = Task.CompletedTask;

    /// <param name="registration">What was asked for.</param>
    /// <param name="engine">The engine, whose store is one in Redis.</param>
    /// <param name="metrics">Where messages are counted.</param>
    /// <param name="logger">Where messages to people go.</param>
    /// <exception cref="InvalidOperationException">The engine has another store, or one whose tensors have no versions.</exception>
    public StreamWorker(StreamWorkerRegistration registration, RedisAiEngine engine, StreamMetrics metrics, ILogger logger)
    {
        if (engine.Tensors is not RedisTensorStore store)
        {
            throw new InvalidOperationException($"A worker on the stream '{registration.Input}' needs a store in Redis: call AddRedisStore beside AddStreamWorker.");
        }

        _connection = store.Connection;
        if (store.Publisher is not { } publisher)
        {
            throw new InvalidOperationException($"A worker on the stream '{registration.Input}' needs {nameof(RedisStoreOptions)}.{nameof(RedisStoreOptions.Format)} {RedisTensorFormat.Plain}: its scripts write states, and know that form.");
        }

        _options = registration.Options;
        _logger = logger;
        _consumer = _options.Consumer ?? _connection.OwnerId;
        _names = new StreamNames(_connection.Names.Family, registration.Input, registration.Output, _options);
        StreamTargets targets = registration.CreateTargets(engine);
        _target = targets.Name;
        TimeSpan claimAfter = _options.ClaimAfter ?? _connection.Options.LeaseTime;
        Status = new StreamWorkerStatus(_names.Text, _names.Group, claimAfter, metrics.Messages, _connection.Time);
        _group = new StreamGroup(_connection, _names, _options, _consumer, claimAfter);
        StreamSteps steps = new(targets, publisher, new StreamPublisher(_connection, _names, _options, _consumer), _options, Status, logger);
        _intakeWakeup = new Wakeup(_connection.Time);
        _heartWakeup = new Wakeup(_connection.Time);
        _lanes = new SessionLanes(steps, _group, _options, Status, _intakeWakeup, _connection.Time, logger);
        _intake = new StreamIntake(_group, _lanes, _names, _options, Status, _intakeWakeup, _connection.Time, logger);
        _heart = new StreamHeart(_group, _intake, Status, claimAfter, _heartWakeup, logger);
    }

    /// <summary>How it does.</summary>
    public StreamWorkerStatus Status { get; }

    /// <summary>How many messages are in memory.</summary>
    public int InFlight => _lanes.InFlight;

    /// <summary>Begins to work; Redis need not be there yet.</summary>
    public void Start()
    {
        _subscription = _connection.Subscribe(_group.Channel, OnMessage);
        _connection.Reconnected += _intake.ReadAgain;
        _logger.StreamWorkerStarted(_consumer, _names.Group, _target, _names.Text, _names.OutputText);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Reads nothing more, ends what is under way, and leaves the rest to others.</summary>
    /// <param name="hurry">The host loses patience: runs under way are stopped.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Unsubscribe();
        await _lanes.StopAsync(hurry).ConfigureAwait(false);

        // Alive until what was under way is ended: nobody is to take that over.
        await _end.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        try
        {
            int left = await _group.LeaveAsync(hurry).ConfigureAwait(false);
            _logger.StreamWorkerStopped(_consumer, _names.Text, left);
        }
#pragma warning disable CA1031 // The others find out.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.StreamWorkerNotSignedOff(error, _consumer, _names.Text);
        }
    }

    public void Dispose()
    {
        Unsubscribe();
        _lanes.Dispose();
        _stop.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        if (await TryCreateGroupAsync().ConfigureAwait(false))
        {
            await Task.WhenAll(_heart.RunAsync(_end.Token), _intake.RunAsync(_stop.Token)).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the group, as soon as Redis is there; false when that is not before the worker stops.</summary>
    private async Task<bool> TryCreateGroupAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _group.CreateAsync(_stop.Token).ConfigureAwait(false);
                if (_connection.IsCluster)
                {
                    // Known only now that there is a connection.
                    _names.ThrowIfNotInOneSlot();
                }

                // Before anybody hears of it: whether it has left in peace under its name is still there.
                _lanes.Suspect((await _group.TakeAsync(_consumer, _stop.Token).ConfigureAwait(false)).Suspects);
                return true;
            }
#pragma warning disable CA1031 // The health check tells it.
            catch (Exception error) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (Status.NoteTrouble(error))
                {
                    _logger.StreamHeldUp(error, _names.Text);
                }

                await Task.Delay(Status.NextDelay(), _connection.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                return false;
            }
        }

        return false;
    }

    private void Unsubscribe()
    {
        _subscription?.Dispose();
        _connection.Reconnected -= _intake.ReadAgain;
    }

    private void OnMessage(RedisValue message)
    {
        if (message == "mail")
        {
            _intakeWakeup.Set();
        }
        else
        {
            // Somebody has left: what he had is to be taken over.
            _heartWakeup.Set();
        }
    }
}

using System.Diagnostics.Metrics;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Diagnostics;

public sealed class EngineMetricsTests
{
    [Fact]
    public async Task Call_is_measured_with_its_model_and_backend()
    {
        using Recorder recorder = new();
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return [inputs[0]];
        }));
        using AiTensor x = AiTensor.Create<float>([3, 2], new float[6]);

        ai.Models["m"].Run([x]).Dispose();

        Assert.Equal(
            [
                "redisai.batch.size 3 {row} redisai.backend=FUNCTION redisai.model.key=m",
                "redisai.inference.duration 0.25 s redisai.backend=FUNCTION redisai.model.key=m",
                "redisai.inference.queue.duration 0 s redisai.backend=FUNCTION redisai.model.key=m",
            ],
            recorder.Measurements.Order());
    }

    [Fact]
    public async Task Failed_call_is_measured_with_the_type_of_its_error()
    {
        using Recorder recorder = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new ManualTimeProvider());
        await ai.Models.StoreAsync("m", ModelSource.FromFunction([], [], static _ => throw new InvalidTimeZoneException()));

        Assert.Throws<InvalidTimeZoneException>(() => ai.Models["m"].Run([]));

        Assert.Contains(
            "redisai.inference.duration 0 s error.type=System.InvalidTimeZoneException redisai.backend=FUNCTION redisai.model.key=m", recorder.Measurements);
        Assert.Contains(
            "redisai.inference.queue.duration 0 s error.type=System.InvalidTimeZoneException redisai.backend=FUNCTION redisai.model.key=m", recorder.Measurements);
    }

    [Fact]
    public async Task Histograms_advise_boundaries_that_fit_short_runs()
    {
        using Recorder recorder = new();
        await using RedisAiEngine ai = new();

        Assert.All(["redisai.inference.duration", "redisai.inference.queue.duration", "redisai.shadow.duration"], name =>
        {
            IReadOnlyList<double> seconds = ((Histogram<double>)recorder.Instruments[name]).Advice!.HistogramBucketBoundaries!;
            Assert.Equal((0.00001, 10), (seconds[0], seconds[^1]));
            Assert.Equal(seconds.Order(), seconds);
        });
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024], ((Histogram<long>)recorder.Instruments["redisai.batch.size"]).Advice!.HistogramBucketBoundaries!);
    }

    [Fact]
    public async Task Swaps_are_counted_and_first_versions_are_not()
    {
        using Recorder recorder = new();
        await using RedisAiEngine ai = new();

        await ai.Models.StoreAsync("m", Functions.Double);
        int first = recorder.Measurements.Count;
        await ai.Models.StoreAsync("m", Functions.Double);

        Assert.Equal(0, first);
        Assert.Equal(["redisai.model.swaps 1 {swap} redisai.model.key=m"], recorder.Measurements);
    }

    [Fact]
    public async Task Call_of_a_script_is_measured_with_its_function_and_has_no_rows()
    {
        using Recorder recorder = new();
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", _ => time.Advance(TimeSpan.FromMilliseconds(250))), time);

        ai.Scripts["s"].Run("f", []).Dispose();
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);

        Assert.Equal(
            [
                "redisai.inference.duration 0.25 s redisai.backend=FAKESCRIPT redisai.script.function=f redisai.script.key=s",
                "redisai.inference.queue.duration 0 s redisai.backend=FAKESCRIPT redisai.script.function=f redisai.script.key=s",
                "redisai.script.swaps 1 {swap} redisai.script.key=s",
            ],
            recorder.Measurements.Order());
    }

    [Fact]
    public async Task Evictions_are_counted()
    {
        using Recorder recorder = new();
        RedisAiOptions options = new();
        options.Tensors.MaxBytes = 100;
        options.Tensors.Eviction = TensorEviction.LeastRecentlyUsed;
        await using RedisAiEngine ai = new(options, []);
        using AiTensor tensor = AiTensor.Create<byte>([80], new byte[80]);
        using AiTensor other = AiTensor.Create<byte>([80], new byte[80]);

        ai.Tensors.Set("a", tensor);
        ai.Tensors.Set("b", other);

        Assert.Equal(["redisai.store.evictions 1 {tensor} "], recorder.Measurements);
    }

    [Fact]
    public async Task Store_is_observed_when_it_is_asked_for()
    {
        using Recorder recorder = new();
        await using RedisAiEngine ai = new();
        using AiTensor tensor = AiTensor.Create<byte>([80], new byte[80]);
        ai.Tensors.Set("a", tensor);
        ai.Tensors.Set("b", tensor);

        recorder.Observe();

        Assert.Equal(["redisai.store.bytes 80 By ", "redisai.store.tensors 2 {tensor} "], recorder.Measurements.Where(static text => text.StartsWith("redisai.store", StringComparison.Ordinal)).Order());
        Assert.Contains(recorder.Measurements, static text => text.StartsWith("redisai.tensors.buffers ", StringComparison.Ordinal) && text.EndsWith(" {buffer} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disposed_engine_is_observed_no_more()
    {
        using Recorder recorder = new();
        RedisAiEngine ai = new();

        await ai.DisposeAsync();
        recorder.Observe();

        Assert.Empty(recorder.Measurements);
    }

    private sealed class Recorder : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Recorder()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "RedisAi")
                {
                    Instruments[instrument.Name] = instrument;
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, FormattableString.Invariant($"{value}"), tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, $"{value}", tags));
            _listener.Start();
        }

        public Dictionary<string, Instrument> Instruments { get; } = [];

        public List<string> Measurements { get; } = [];

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string[] texts = [.. tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)];
            lock (Measurements)
            {
                Measurements.Add($"{instrument.Name} {value} {instrument.Unit} {string.Join(' ', texts)}");
            }
        }
    }
}

using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelOptionsTests
{
    [Fact]
    public void Copy_has_every_setting_and_is_independent()
    {
        ModelOptions options = new()
        {
            Backend = "ONNX",
            Device = Device.Cuda(1),
            Tag = "v6",
            Threads = 3,
            WarmUp = false,
            Required = false,
            Batching = { Mode = BatchingMode.Off, BatchSize = 8, MinBatchSize = 2, MinBatchTimeout = TimeSpan.FromSeconds(1) },
        };
        options.GetBackendOptions<Settings>().Level = 5;
        options.Metadata["run"] = "42";

        ModelOptions copy = options.Copy();
        options.Metadata["run"] = "43";
        options.GetBackendOptions<Settings>().Level = 6;
        options.Batching.BatchSize = 9;

        Assert.Equal(5, copy.GetBackendOptions<Settings>().Level);
        Assert.Equal("42", copy.Metadata["run"]);
        Assert.Equal(8, copy.Batching.BatchSize);
        options.Batching.BatchSize = 8;
        Assert.All(typeof(ModelOptions).GetProperties().Where(static property => property.CanWrite), property =>
            Assert.Equal(property.GetValue(options), property.GetValue(copy)));
        Assert.All(typeof(BatchingOptions).GetProperties(), property =>
            Assert.Equal(property.GetValue(options.Batching), property.GetValue(copy.Batching)));
    }

    [Fact]
    public void Settings_of_a_backend_are_made_when_asked_for()
    {
        ModelOptions options = new();

        Settings settings = options.GetBackendOptions<Settings>();

        Assert.Same(settings, options.GetBackendOptions<Settings>());
        Assert.Equal(0, settings.Level);
    }

    [Fact]
    public void Values_that_make_no_sense_are_refused_with_the_reason()
    {
        Assert.Contains("Threads (0) must be between 1 and 1024.", Refused(new ModelOptions { Threads = 0 }), StringComparison.Ordinal);
        Assert.Contains("BatchSize (0) must be between 1 and 65536.", Refused(new ModelOptions { Batching = { BatchSize = 0 } }), StringComparison.Ordinal);
        Assert.Contains(
            "MinBatchTimeout (00:00:01) must not be negative, and needs a MinBatchSize.",
            Refused(new ModelOptions { Batching = { MinBatchTimeout = TimeSpan.FromSeconds(1) } }),
            StringComparison.Ordinal);
        Assert.Contains("MinBatchSize (-1) must be between 0 and BatchSize (65536).", Refused(new ModelOptions { Batching = { MinBatchSize = -1 } }), StringComparison.Ordinal);
        Assert.Contains(
            "MinBatchSize (9) must be between 0 and BatchSize (8).",
            Refused(new ModelOptions { Batching = { BatchSize = 8, MinBatchSize = 9, MinBatchTimeout = TimeSpan.FromSeconds(1) } }),
            StringComparison.Ordinal);
        Assert.Contains(
            "MinBatchSize (2) needs a MinBatchTimeout: without it a call may wait for ever.",
            Refused(new ModelOptions { Batching = { MinBatchSize = 2 } }),
            StringComparison.Ordinal);

        Assert.Contains(
            "Batching.MinBatchTimeout (00:00:11) is longer than MaxWait (00:00:10)",
            Refused(new ModelOptions { Batching = { MinBatchSize = 2, MinBatchTimeout = TimeSpan.FromSeconds(11) } }),
            StringComparison.Ordinal);
        Assert.Contains("Metadata has no text for 'run'", Refused(new ModelOptions { Metadata = { ["run"] = null! } }), StringComparison.Ordinal);
        Assert.Contains("The TimeToLive (00:00:00) of the state 'h' must be positive", Refused(WithState(TimeSpan.Zero)), StringComparison.Ordinal);
        Assert.Contains("The TimeToLive (-00:00:01) of the state 'h' must be positive", Refused(WithState(TimeSpan.FromSeconds(-1))), StringComparison.Ordinal);

        static ModelOptions WithState(TimeSpan timeToLive) => new() { States = { new ModelState("h", "hN") { TimeToLive = timeToLive } } };

        static string Refused(ModelOptions options) => Assert.Throws<ArgumentException>(options.Validate).Message;
    }

    [Fact]
    public void Session_without_a_name_is_refused_where_it_is_set()
    {
        ArgumentException call = Assert.Throws<ArgumentException>(static () => new InferenceOptions { Session = "" });
        Assert.Throws<ArgumentException>(static () => new DagRunOptions { Session = "" });

        Assert.StartsWith("The name of a session is empty; it needs one character or more, or null for a call that is nobody's.", call.Message, StringComparison.Ordinal);
        Assert.Null(new InferenceOptions { Session = null }.Session);
    }

    [Fact]
    public void State_needs_the_names_of_its_input_and_its_output()
    {
        Assert.Equal("input", Assert.Throws<ArgumentNullException>(() => new ModelState(null!, "h_next")).ParamName);
        Assert.Equal("input", Assert.Throws<ArgumentException>(() => new ModelState("", "h_next")).ParamName);
        Assert.Equal("output", Assert.Throws<ArgumentNullException>(() => new ModelState("h", null!)).ParamName);
        Assert.Equal("output", Assert.Throws<ArgumentException>(() => new ModelState("h", "")).ParamName);
    }

    private sealed class Settings : ICloneable
    {
        public int Level { get; set; }

        public object Clone() => MemberwiseClone();
    }
}

using Microsoft.Extensions.Logging;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Diagnostics;

public sealed class EngineLogTests
{
    [Fact]
    public async Task Life_of_a_model_is_told()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new Testing.ManualTimeProvider(), logs);

        await ai.Models.StoreAsync("m", Functions.Double);
        await ai.Models.StoreAsync("m", Functions.Double);
        await ai.Models.DeleteAsync("m");

        Assert.Equal(
            [
                (100, LogLevel.Information, "Model 'm' version 1 was loaded by FUNCTION on CPU in 0.0 ms"),
                (100, LogLevel.Information, "Model 'm' version 2 was loaded by FUNCTION on CPU in 0.0 ms"),
                (101, LogLevel.Information, "Model 'm' version 1 was replaced by version 2"),
                (102, LogLevel.Information, "Model 'm' version 2 was deleted"),
            ],
            logs.Entries.Select(static entry => (entry.Id.Id, entry.Level, entry.Text)));
    }

    [Fact]
    public async Task Life_of_a_script_is_told()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [new FakeScriptBackend(FakeScript.Echo)], new Testing.ManualTimeProvider(), logs);

        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        await ai.Scripts.DeleteAsync("s");

        Assert.Equal(
            [
                (105, LogLevel.Information, "Script 's' version 1 was compiled by FAKESCRIPT on CPU in 0.0 ms"),
                (105, LogLevel.Information, "Script 's' version 2 was compiled by FAKESCRIPT on CPU in 0.0 ms"),
                (106, LogLevel.Information, "Script 's' version 1 was replaced by version 2"),
                (107, LogLevel.Information, "Script 's' version 2 was deleted"),
            ],
            logs.Entries.Select(static entry => (entry.Id.Id, entry.Level, entry.Text)));
    }

    [Fact]
    public async Task Failed_warm_up_is_told_to_those_who_debug()
    {
        RecordedLog logs = new();
        FakeBackend backend = new(static (_, _, _, _) => throw new BackendException("FAKE", 7, "It takes no zeros."));
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend], loggerFactory: logs);

        await ai.Models.StoreAsync("m", FakeBackend.Source);

        LogEntry entry = logs.Entries[0];
        Assert.Equal((103, LogLevel.Debug), (entry.Id.Id, entry.Level));
        Assert.Contains("It takes no zeros.", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contents_of_tensors_come_into_no_message()
    {
        RecordedLog logs = new();
        FakeBackend backend = new(static (_, _, _, _) => throw new BackendException("FAKE", 7, "It failed."));
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend], loggerFactory: logs);
        await ai.Models.StoreAsync("fails", FakeBackend.Source);
        await ai.Models.StoreAsync("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        using AiTensor secretText = AiTensor.CreateStrings([1], ["s3cr3t"]);
        using AiTensor secretNumber = Functions.Vec(424242);

        ai.Tensors.Set("x", secretText);
        await ai.Models.ExecuteAsync("echo", ["x"], ["y"]);
        Exception failed = Assert.ThrowsAny<Exception>(() => ai.Models["fails"].Run([secretNumber]));
        Exception mismatched = Assert.ThrowsAny<Exception>(() => ai.Models["fails"].Run([secretText]));
        Exception unreadable = Assert.ThrowsAny<Exception>(() => secretText.AsSpan<float>().Length);

        string everything = string.Join('\n', [.. logs.Texts, $"{failed}", $"{mismatched}", $"{unreadable}", $"{secretText} {secretNumber}"]);
        Assert.DoesNotContain("s3cr3t", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("424242", everything, StringComparison.Ordinal);
    }
}

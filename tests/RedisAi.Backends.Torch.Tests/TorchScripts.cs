namespace RedisAi.Backends.Torch.Tests;

/// <summary>Engines that have a script under the key "s".</summary>
internal static class TorchScripts
{
    public static async Task<RedisAiEngine> EngineWithAsync(string source, ScriptOptions? options = null)
    {
        RedisAiEngine ai = TorchModels.Engine();
        try
        {
            await ai.Scripts.StoreAsync("s", ScriptSource.FromText(source), options);
            return ai;
        }
        catch
        {
            await ai.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stores a script that is to be refused, and returns what is said.</summary>
    public static async Task<string> RefusedAsync(string source, ScriptOptions? options = null)
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(() => ai.Scripts.StoreAsync("s", ScriptSource.FromText(source), options));
        Assert.False(ai.Scripts.TryGet("s", out _));
        return error.Message;
    }

    /// <summary>Runs one function once, on numbers.</summary>
    public static async Task<float[]> RunAsync(string source, string function, params float[][] inputs)
    {
        await using RedisAiEngine ai = await EngineWithAsync(source);
        AiTensor[] tensors = [.. inputs.Select(static input => AiTensor.Create<float>([input.Length], input))];
        try
        {
            using ScriptResult result = await ai.Scripts["s"].RunAsync(function, tensors);
            return result[0].ToArray<float>();
        }
        finally
        {
            Array.ForEach(tensors, static tensor => tensor.Dispose());
        }
    }
}

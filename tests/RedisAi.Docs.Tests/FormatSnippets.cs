using RedisAi.Backends.Onnx;
using RedisAi.Importers;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/formats.md.</summary>
public sealed class FormatSnippets
{
    [Fact]
    public async Task Model_of_another_library_is_stored_as_any_other()
    {
        #region formats-import
        await using var ai = new RedisAiEngine(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelInfo churn = await ai.Models.StoreAsync("churn", ModelSource.FromFile("models/churn.ubj"));      // XGBoost: churn.Backend is ONNX
        #endregion

        Assert.Equal("ONNX", churn.Backend);
        Assert.Equal(["label", "probabilities"], churn.Signature.Outputs.Select(static output => output.Name));
    }
}

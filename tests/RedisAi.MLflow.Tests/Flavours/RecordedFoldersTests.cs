using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Importers;
using RedisAi.MLflow.Tests.Replay;

namespace RedisAi.MLflow.Tests.Flavours;

/// <summary>Folders as MLflow 3.17 and 2.22 have written them.</summary>
public sealed class RecordedFoldersTests
{
    [Theory]
    [InlineData("columns-onnx", "onnx")]
    [InlineData("iris-onnx", "onnx")]
    [InlineData("mlp-onnx-external-data", "onnx")]
    [InlineData("mlp-torch-scripted", "pytorch")]
    [InlineData("two-inputs-onnx", "onnx")]
    public async Task Folder_is_opened_loaded_and_agrees_with_its_signature_and_its_example(string name, string flavor)
    {
        MlflowModelFolder folder = MlflowModelFolder.Open(Path.Combine(Recordings.RequireFolder(), "models", name));
        await using RedisAiEngine ai = new(new OnnxBackend(), new TorchBackend());
        ModelInfo info = await ai.Models.StoreAsync("m", folder.Source, folder.CreateOptions());

        bool tried = await folder.SmokeTestAsync(ai.Models["m"], TestContext.Current.CancellationToken);

        Assert.Equal(flavor, folder.Flavor);
        Assert.Empty(folder.Warnings);
        Assert.Equal(File.Exists(Path.Combine(folder.Path, "serving_input_example.json")), tried);
        Assert.DoesNotContain(folder.Signature!.CompareWith(info.Signature), static problem => problem.IsFatal);
    }

    [Theory]
    [InlineData("iris-sklearn-skops", "sklearn", "ONNX")]
    [InlineData("lightgbm-booster-text", "lightgbm", "ONNX")]
    [InlineData("lightgbm-classifier-skops", "lightgbm", "ONNX")]
    [InlineData("mlp-torch-pt2", "pytorch", "TORCH")]
    [InlineData("xgboost-booster-json", "xgboost", "ONNX")]
    [InlineData("xgboost-classifier-ubj", "xgboost", "ONNX")]
    public async Task Folder_of_another_library_is_imported_and_agrees_with_its_signature_and_its_example(string name, string flavor, string backend)
    {
        MlflowModelFolder folder = MlflowModelFolder.Open(Path.Combine(Recordings.RequireFolder(), "models", name));
        Assert.Equal((flavor, backend, true), (folder.Flavor, folder.Backend, folder.IsImported));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend(), new TorchBackend()]);

        ModelInfo info = await ai.Models.StoreAsync("m", folder.Source, folder.CreateOptions());
        bool tried = await folder.SmokeTestAsync(ai.Models["m"], TestContext.Current.CancellationToken);

        Assert.Equal(backend, info.Backend);
        Assert.Equal(File.Exists(Path.Combine(folder.Path, "serving_input_example.json")), tried);
        Assert.DoesNotContain(folder.Signature?.CompareWith(info.Signature) ?? [], static problem => problem.IsFatal);
    }

    [Theory]
    [InlineData("digits-tensorflow", "the flavours python_function, tensorflow, none of which runs without Python", "tf2onnx.convert")]
    [InlineData("forest-cloudpickle", "('model.pkl'), which is pickled, and pickles are never opened here", "skl2onnx.to_onnx")]
    [InlineData("mlp-torch-pickled", "is a pickled PyTorch module ('data/model.pth')", "torch.jit.script(model)")]
    [InlineData("pyfunc-upper", "the flavours python_function, none of which runs without Python", "Only its Python code can run it")]
    public void Folder_of_another_library_is_refused_with_how_to_export_it(string name, string sentence, string recipe)
    {
        string folder = Path.Combine(Recordings.RequireFolder(), "models", name);

        MlflowException error = Assert.Throws<MlflowException>(() => MlflowModelFolder.Open(folder));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Contains(recipe, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_MLflow_wrote_without_its_weights_is_refused_with_their_name()
    {
        string[] folders = [.. Directory.EnumerateFiles(Path.Combine(Recordings.RequireFolder(), "served"), "MLmodel", SearchOption.AllDirectories).Select(static file => Path.GetDirectoryName(file)!)];
        List<string> refused = [];
        foreach (string folder in folders)
        {
            try
            {
                MlflowModelFolder.Open(folder);
            }
            catch (MlflowException error)
            {
                // Others are of libraries that do not run here.
                refused.AddRange(error.ErrorCode == MlflowErrorCodes.ResourceDoesNotExist ? [error.Message] : []);
            }
        }

        Assert.NotEmpty(folders);
        Assert.NotEmpty(refused);
        Assert.All(refused, static message => Assert.Matches("needs the file '[0-9a-f-]+(\\.data)?', which is not there", message));
    }
}

using RedisAi.MLflow.Tests.Folders;

namespace RedisAi.MLflow.Tests.Flavours;

public sealed class FlavorChoiceTests
{
    private const string Script = "archive/code/__torch__.py";

    [Fact]
    public void TorchScript_is_told_from_a_pickle_by_what_is_in_the_archive()
    {
        using ModelFolder script = Torch();
        script.WriteArchive("data/model.pth", "archive/data.pkl", Script, "archive/constants.pkl", "archive/version");
        using ModelFolder pickle = Torch();
        pickle.WriteArchive("data/model.pth", "archive/data.pkl", "archive/data/0", "archive/version");

        MlflowModelFolder opened = MlflowModelFolder.Open(script.Path);

        Assert.Equal(("pytorch", "TORCH", script["data/model.pth"]), (opened.Flavor, opened.Backend, opened.ModelPath));
        Assert.Equal(PredictionForm.NamedIfSeveral, opened.Contract.Predictions);
        MlflowException error = pickle.Refused();
        Assert.Contains("is a pickled PyTorch module ('data/model.pth'), which is never opened here", error.Message, StringComparison.Ordinal);
        Assert.Contains("torch.jit.script(model)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pickle_of_old_is_no_archive_and_refused_as_a_pickle()
    {
        using ModelFolder folder = Torch();
        folder.Write("data/model.pth", "");
        File.WriteAllBytes(folder["data/model.pth"], [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC]);

        Assert.Contains("is a pickled PyTorch module", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004 and no archive")]
    [InlineData("something else")]
    public void What_is_neither_TorchScript_nor_a_program_is_refused(string content)
    {
        using ModelFolder folder = Torch();
        folder.Write("data/model.pth", content);

        Assert.Contains("has 'data/model.pth', which is neither a TorchScript archive nor a program of torch.export", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_of_torch_export_is_for_an_importer_under_either_name_and_an_export_goes_before()
    {
        using ModelFolder named = Torch();
        named.WriteArchive("data/model.pt2", "model/archive_format", "model/models/model.json");
        using ModelFolder renamed = Torch();
        renamed.WriteArchive("data/model.pth", "model/archive_format", "model/models/model.json");

        foreach ((ModelFolder folder, string file) in new[] { (named, "data/model.pt2"), (renamed, "data/model.pth") })
        {
            MlflowModelFolder own = MlflowModelFolder.Open(folder.Path);
            folder.Copy("onnx/mlp.onnx", "model.onnx");
            MlflowModelFolder export = MlflowModelFolder.Open(folder.Path);

            Assert.Equal(("pytorch", "TORCH", true, folder[file]), (own.Flavor, own.Backend, own.IsImported, own.ModelPath));
            Assert.Null(own.CreateOptions().Backend);
            Assert.Equal(("ONNX", false, folder["model.onnx"]), (export.Backend, export.IsImported, export.ModelPath));
        }
    }

    [Fact]
    public void Missing_file_is_named()
    {
        using ModelFolder folder = Torch();

        Assert.Contains("needs the file 'data/model.pth', which is not there", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_wish_ONNX_comes_before_TorchScript()
    {
        using ModelFolder folder = Both();

        Assert.Equal("onnx", MlflowModelFolder.Open(folder.Path).Flavor);
        Assert.Equal("onnx", MlflowModelFolder.Open(folder.Path, "").Flavor);
        Assert.Equal("pytorch", MlflowModelFolder.Open(folder.Path, "pytorch").Flavor);
        Assert.Equal("pytorch", MlflowModelFolder.Open(folder.Path, "torchscript").Flavor);
        Assert.Equal("onnx", MlflowModelFolder.Open(folder.Path, "ONNX").Flavor);
    }

    [Fact]
    public void Wish_that_cannot_be_met_is_refused_with_MLflows_codes()
    {
        using ModelFolder folder = Torch();

        MlflowException unknown = folder.Refused("tensorrt");
        MlflowException absent = folder.Refused("onnx");

        Assert.Equal(MlflowErrorCodes.InvalidParameterValue, unknown.ErrorCode);
        Assert.Contains("There is no flavour 'tensorrt' that runs here; there are onnx, pytorch, xgboost, lightgbm, sklearn.", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(MlflowErrorCodes.ResourceDoesNotExist, absent.ErrorCode);
        Assert.Contains("has not the flavour 'onnx'; it has python_function, pytorch", absent.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sklearn: {pickled_model: model.pkl}", "sklearn", "is one of sklearn ('model.pkl'), which is pickled, and pickles are never opened here", "skl2onnx.to_onnx")]
    [InlineData("sklearn: {pickled_model: model.pkl}", "sklearn", "is one of sklearn ('model.pkl')", "with serialization_format=\"skops\", which the package RedisAi.Importers reads")]
    [InlineData("lightgbm: {data: model.pkl}", "lightgbm", "is one of lightgbm ('model.pkl'), which is pickled", "or its Booster, which the package RedisAi.Importers reads")]
    [InlineData("xgboost: {data: model.pkl}", "xgboost", "is one of xgboost ('model.pkl'), which is pickled", "with model_format=\"ubj\", which the package RedisAi.Importers reads")]
    [InlineData("tensorflow: {data: data}", "tensorflow", "none of which runs without Python", "tf2onnx")]
    [InlineData("catboost: {data: model.cb}", "catboost", "none of which runs without Python", "format=\"onnx\"")]
    [InlineData("transformers: {}", "transformers", "none of which runs without Python", "optimum-cli")]
    [InlineData("python_function: {loader_module: mlflow.pyfunc.model}", "python_function", "none of which runs without Python", "Only its Python code can run it")]
    [InlineData("python_function: {loader_module: mlflow.tensorflow}", "tensorflow", "none of which runs without Python", "tf2onnx")]
    [InlineData("{}", "python_function", "has no flavours", "Only its Python code can run it")]
    public void Model_of_another_library_is_refused_with_how_to_export_it_and_taken_with_its_export(string flavor, string name, string sentence, string recipe)
    {
        using ModelFolder folder = new(flavor == "{}" ? "flavors: {}" : $"flavors:\n  {flavor}\n");

        MlflowException error = folder.Refused();
        folder.Copy("onnx/mlp.onnx", "model.onnx");
        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Contains(recipe, error.Message, StringComparison.Ordinal);
        Assert.Equal((name, "ONNX", folder["model.onnx"]), (opened.Flavor, opened.Backend, opened.ModelPath));
        Assert.Equal(PredictionForm.First, opened.Contract.Predictions);
    }

    [Fact]
    public void Model_of_TensorFlow_is_taken_with_its_TensorFlow_Lite_file_unless_there_is_an_ONNX_file()
    {
        using ModelFolder folder = new("flavors: {tensorflow: {data: data}}");

        MlflowException error = folder.Refused();
        folder.Copy("tflite/digits.tflite", "model.tflite");
        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
        folder.Copy("onnx/mlp.onnx", "model.onnx");

        Assert.Contains("put what it gives into the folder as model.tflite", error.Message, StringComparison.Ordinal);
        Assert.Equal(("tensorflow", "TFLITE", folder["model.tflite"]), (opened.Flavor, opened.Backend, opened.ModelPath));
        Assert.Equal("ONNX", MlflowModelFolder.Open(folder.Path).Backend);
    }

    [Fact]
    public void Export_may_have_another_name_when_it_is_the_only_one()
    {
        using ModelFolder folder = new("flavors: {sklearn: {pickled_model: model.pkl}}");
        folder.Copy("onnx/mlp.onnx", "digits.onnx");

        string only = MlflowModelFolder.Open(folder.Path).ModelPath;
        folder.Copy("onnx/add16.onnx", "other.onnx");

        Assert.Equal(folder["digits.onnx"], only);
        Assert.Contains("several ONNX files beside it (digits.onnx, other.onnx)", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pickled_module_is_taken_with_its_export()
    {
        using ModelFolder folder = Torch();
        folder.WriteArchive("data/model.pth", "archive/data.pkl");
        folder.Copy("onnx/mlp.onnx", "model.onnx");

        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);

        Assert.Equal(("pytorch", "ONNX", PredictionForm.NamedIfSeveral), (opened.Flavor, opened.Backend, opened.Contract.Predictions));
    }

    private static ModelFolder Torch() => new("flavors:\n  python_function: {loader_module: mlflow.pytorch}\n  pytorch: {model_data: data}\n");

    private static ModelFolder Both()
    {
        ModelFolder folder = new("flavors:\n  pytorch: {model_data: data}\n  onnx: {data: model.onnx}\n");
        folder.Copy("onnx/mlp.onnx", "model.onnx");
        folder.WriteArchive("data/model.pth", Script, "archive/constants.pkl");
        return folder;
    }
}

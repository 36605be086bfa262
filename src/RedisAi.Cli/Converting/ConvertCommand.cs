using System.CommandLine;
using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Converting;

/// <summary><c>redisai convert</c>: keeps what an importer makes of a model.</summary>
internal static class ConvertCommand
{
    public static Command Create(CommandMaker maker)
    {
        Argument<string> from = new("in") { Description = "The model: a file of XGBoost, LightGBM, scikit-learn (skops) or torch.export, or a folder of MLflow's with one" };
        Argument<string> to = new("out") { Description = "The file to write: .onnx, or .pt for what was a program of torch.export" };
        Option<bool> force = new("--force") { Description = "Replace a file that is there" };
        Option<string> modelClass = new("--model-class") { Description = "The class of Python that it is of, as in xgboost.sklearn.XGBClassifier, where the file does not say; a folder does", HelpName = "class" };
        Option<string> function = new("--predict-function") { Description = "Which function its first output is, as in predict_proba; predict unless said", HelpName = "function" };
        Option<string> columns = new("--columns") { Description = "The columns that it takes, in their order, as in age:float32,city:string; float32 where no type is said", HelpName = "list" };
        return maker.Make(
            "convert",
            "Convert a model of XGBoost, LightGBM, scikit-learn or torch.export into an ONNX or a TorchScript file",
            [from, to, force, modelClass, function, columns],
            async call => call.Show(await Conversion.RunAsync(
                new ConversionPlan(call.Typed.GetRequiredValue(from), call.Typed.GetRequiredValue(to))
                {
                    Replaces = call.Typed.GetValue(force),
                    ModelClass = call.Typed.GetValue(modelClass),
                    PredictFunction = call.Typed.GetValue(function),
                    Columns = ColumnList.Parse(call.Typed.GetValue(columns)),
                },
                call.Interrupted).ConfigureAwait(false)));
    }
}

using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The classes of scikit-learn that can be read, and those of others that may be in its pipelines.</summary>
internal static class SklearnClasses
{
    /// <summary>All of them, one line each.</summary>
    private static readonly ISklearnClass[] s_all =
    [
        new SklearnPipeline(),
        new ColumnTransformer(),
        new FeatureUnion(),
        new FunctionTransformer(),
        new StandardScaler(),
        new MinMaxScaler(),
        new MaxAbsScaler(),
        new RobustScaler(),
        new Normalizer(),
        new Binarizer(),
        new SimpleImputer(),
        new OneHotEncoder(),
        new OrdinalEncoder(),
        new PolynomialFeatures(),
        new PrincipalComponents(),
        new TruncatedSvd(),
        new LinearRegressor(),
        new GeneralizedLinearRegressor(),
        new LogisticRegression(),
        new DiscriminantAnalysis(),
        new SgdClassifier(),
        new LinearClassifier(),
        new LightGbmEstimator(),
        new AdaBoostClassifier(),
        new AdaBoostRegressor(),
        new Bagging(),
        new CalibratedClassifier(),
        new ChosenModel(),
        new DiscreteBayes(),
        new ForestClassifier(),
        new ForestRegressor(),
        new GaussianBayes(),
        new GradientBoostingClassifier(),
        new GradientBoostingRegressor(),
        new HistGradientBoostingClassifier(),
        new HistGradientBoostingRegressor(),
        new IsolationForest(),
        new Means(),
        new MultiOutputRegressor(),
        new NeighboursClassifier(),
        new NeighboursRegressor(),
        new NeuralNetworkClassifier(),
        new NeuralNetworkRegressor(),
        new Stacking(),
        new SupportVectorClassifier(),
        new SupportVectorRegressor(),
        new TreeClassifier(),
        new TreeRegressor(),
        new VotingClassifier(),
        new VotingRegressor(),
    ];

    private static readonly Dictionary<string, ISklearnClass> s_byName =
        s_all.SelectMany(static known => known.Names.Select(name => (name, known))).ToDictionary(static pair => pair.name, static pair => pair.known, StringComparer.Ordinal);

    /// <summary>The names of all classes, without their modules.</summary>
    public static IReadOnlyCollection<string> Names => s_byName.Keys;

    /// <summary>The one that knows a model's class; null when none does.</summary>
    public static ISklearnClass? Find(SkopsObject model) =>
        model.Module.Split('.')[0] is "sklearn" or "lightgbm" ? s_byName.GetValueOrDefault(model.ClassName) : null;
}

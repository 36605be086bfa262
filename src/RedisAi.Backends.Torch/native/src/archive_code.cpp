#include "archive_code.h"

#include "error.h"
#include "outside.h"

#include <torch/csrc/jit/frontend/error_report.h>
#include <torch/csrc/jit/frontend/parser.h>
#include <torch/csrc/jit/frontend/tree_views.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rait {

using torch::jit::Lexer;
using torch::jit::Parser;
using torch::jit::TreeRef;

namespace {

// Upper and lower case as the archive's reader compares them: of ASCII only.
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) { return lower(a) == lower(b); });
}

[[noreturn]] void refuse(const std::string& file, const std::string& what, const TreeRef& tree) {
  throw Failure(
      RAIT_OPERATOR_REFUSED,
      "The archive's " + file + " has " + what + ", which may reach beyond the process; it is refused unless file access is allowed. " + tree->range().str());
}

// The name in a variable or an identifier, or nothing.
std::string name_of(const TreeRef& tree) {
  if (tree->kind() == torch::jit::TK_VAR || tree->kind() == torch::jit::TK_IDENT) {
    return tree->trees().empty() ? "" : tree->kind() == torch::jit::TK_VAR ? name_of(tree->tree(0)) : tree->tree(0)->stringValue();
  }

  return "";
}

// Searches the code as libtorch's parser sees it. A name that reaches for files must not be selected from anything, and whatever has such
// names (torch, and ops with its parts) must not be a value of its own: then nothing can be called by another name.
class Search {
 public:
  explicit Search(const std::string& file) : file_(file) {}

  void visit(const TreeRef& tree) const {
    if (tree->isAtom()) {
      return;
    }

    switch (tree->kind()) {
      case '.':
        visit_selection(tree, tree->tree(0), name_of(tree->tree(1)));
        return;
      case torch::jit::TK_APPLY:
        if (name_of(tree->tree(0)) == "getattr") {
          visit_getattr(tree);
          return;
        }

        break;
      case torch::jit::TK_VAR: {
        const std::string name = name_of(tree);
        if (name == "torch" || name == "ops" || name == "getattr") {
          refuse(file_, "'" + name + "' as a value", tree);
        }

        if (name.rfind("rpc_", 0) == 0) {
          check_name(tree, name);
        }

        return;
      }
      default:
        break;
    }

    for (const TreeRef& child : tree->trees()) {
      visit(child);
    }
  }

 private:
  // getattr(value, "name") is value.name.
  void visit_getattr(const TreeRef& call) const {
    const auto& arguments = call->tree(1)->trees();
    if (arguments.size() != 2 || !call->tree(2)->trees().empty() || arguments[1]->kind() != torch::jit::TK_STRINGLITERAL) {
      refuse(file_, "a getattr of other than a value and a name", call);
    }

    visit_selection(call, arguments[0], arguments[1]->tree(0)->stringValue());
  }

  void visit_selection(const TreeRef& selection, const TreeRef& value, const std::string& name) const {
    check_name(selection, name);
    const std::string base = name_of(value);
    if (base == "torch") {
      return;
    }

    // ops.NAMESPACE, and not as a part of ops.NAMESPACE.NAME, which is below.
    if (base == "ops") {
      refuse(file_, "'ops." + name + "' as a value", selection);
    }

    if (value->kind() == '.' && name_of(value->tree(0)) == "ops") {
      check_name(value, name_of(value->tree(1)));
      return;
    }

    visit(value);
  }

  void check_name(const TreeRef& tree, const std::string& name) const {
    if (reaches_outside(name)) {
      refuse(file_, "'" + name + "'", tree);
    }
  }

  const std::string& file_;
};

// Of these the importer knows what they are.
bool is_unannotated(const std::string& name) {
  static const std::unordered_set<std::string> names = {"__annotations__", "__parameters__", "__buffers__", "__forward_pre_hooks__", "__forward_hooks__"};
  return names.count(name) != 0;
}

// Enumerations write their values without types, and the importer reads them, and named tuples, in its own way.
bool has_own_importer(const torch::jit::ClassDef& definition) {
  if (!definition.superclass().present() || definition.superclass().get().kind() != torch::jit::TK_VAR) {
    return false;
  }

  const std::string name = torch::jit::Var(definition.superclass().get()).name().name();
  return name != "Module";
}

// libtorch 1.13 takes the type of a class's constant for granted, and follows a null pointer where there is none.
void refuse_broken_class(const torch::jit::ClassDef& definition, const std::string& file) {
  if (has_own_importer(definition)) {
    return;
  }

  for (const torch::jit::Stmt& statement : definition.body()) {
    if (statement.kind() != torch::jit::TK_ASSIGN) {
      continue;
    }

    const torch::jit::Assign assign(statement);
    if (assign.lhs().kind() == torch::jit::TK_VAR && !assign.type().present() && !is_unannotated(torch::jit::Var(assign.lhs()).name().name())) {
      throw Failure(RAIT_LOAD_FAILED, "The archive's " + file + " has a constant of a class without its type. " + assign.range().str());
    }
  }
}

void skip_line(Lexer& lexer) {
  while (lexer.cur().kind != torch::jit::TK_EOF && lexer.next().kind != torch::jit::TK_NEWLINE) {
  }
}

// The classes and functions of a file, read as the importer reads it: after a version, which old files have, come these and imports.
void for_each_definition(const std::string& code, const std::string& file, const std::function<void(const TreeRef&)>& visit) {
  Parser parser(std::make_shared<torch::jit::Source>(code, file, 1));
  Lexer& lexer = parser.lexer();
  if (lexer.cur().kind == torch::jit::TK_IDENT) {
    skip_line(lexer);
  }

  while (lexer.cur().kind != torch::jit::TK_EOF) {
    switch (lexer.cur().kind) {
      case torch::jit::TK_IMPORT:
        skip_line(lexer);
        break;
      case torch::jit::TK_CLASS_DEF:
        visit(parser.parseClass());
        break;
      case torch::jit::TK_DEF:
        visit(parser.parseFunction(false));
        break;
      default:
        throw torch::jit::ErrorReport(lexer.cur().range) << "Neither a class nor a function nor an import begins here:";
    }
  }
}

} // namespace

bool is_code(const std::string& record) {
  constexpr std::string_view folder = "code/";
  constexpr std::string_view extension = ".py";
  const std::string_view name = record;
  return name.size() >= folder.size() + extension.size() && same(name.substr(0, folder.size()), folder) && same(name.substr(name.size() - extension.size()), extension);
}

void check_code(const std::string& code, const std::string& file, bool allow_files) {
  const Search search(file);
  try {
    for_each_definition(code, file, [&](const TreeRef& definition) {
      if (definition->kind() == torch::jit::TK_CLASS_DEF) {
        refuse_broken_class(torch::jit::ClassDef(definition), file);
      }

      if (!allow_files) {
        search.visit(definition);
      }
    });
  } catch (const torch::jit::ErrorReport& error) {
    // The importer may read no further either, but what has not been looked at is not given to it.
    throw Failure(RAIT_LOAD_FAILED, "The archive's " + file + " cannot be read. " + error.what());
  }
}

} // namespace rait

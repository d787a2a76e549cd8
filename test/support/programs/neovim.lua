-- What an editor with no knowledge of the language gets from the server. Neovim 0.7 or later, --headless.
-- ISOLENS_LSP: the command, a word a line; ISOLENS_OUT: where the answers go as JSON.
local answers = {}
local id = vim.lsp.start_client({ name = 'isolens', cmd = vim.split(vim.env.ISOLENS_LSP, '\n') })
vim.lsp.buf_attach_client(0, id)

local function ask(method, more)
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(), more or {})
  local told = vim.lsp.buf_request_sync(0, method, params, 20000)
  local answer = told and told[id] or {}
  local refusal = answer.err or answer.error
  return answer.result, refusal and refusal.message
end

local function at(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column })
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

local ok, why = pcall(function()
  vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
  answers.diagnostics = vim.tbl_map(function(each)
    return { line = each.lnum + 1, code = each.code or each.user_data and each.user_data.lsp.code, message = each.message }
  end, vim.diagnostic.get(0))

  at(1, 7)
  answers.hover = ask('textDocument/hover').contents.value
  at(6, 2)
  local completion = ask('textDocument/completion')
  answers.completion = vim.tbl_map(function(item) return item.label end, completion.items or completion)

  at(1, 7)
  local _, refused = ask('textDocument/rename', { newName = 'nyc' })
  answers.refused = refused
  local edit = ask('textDocument/rename', { newName = 'lan' })
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
  answers.renamed = text()

  local edits = ask('textDocument/formatting', { options = { tabSize = 2, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits, 0, 'utf-16')
  answers.formatted = text()
end)
if not ok then answers.failure = tostring(why) end

vim.fn.writefile({ vim.fn.json_encode(answers) }, vim.env.ISOLENS_OUT)
vim.lsp.stop_client(id)
vim.wait(5000, function() return vim.lsp.client_is_stopped(id) end, 50)
vim.cmd('qall!')
